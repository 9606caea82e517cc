/**
 * Text that Markdown (CommonMark and GitHub's) shows as it is, on one line of a list. Only what would be taken for markup is escaped, so that
 * ordinary titles stay as they are published.
 */
export function markdownText(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\`*[\]<~|]/g, '\\$&')
    .replaceAll(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replaceAll(/&(?=#?\w{1,40};)/g, '\\&')
    .replace(/^(?:#{1,6}(?= |$)|>|[-+](?= |$)|=+$|-+$)/, '\\$&')
    .replace(/^(\d{1,9})([.)])(?= |$)/, '$1\\$2');
}

/** `[label](address)`, or null for an address that is no web address: a report has no other links. */
export function markdownLink(label: string, address: string): string | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  url.username = '';
  url.password = '';
  return `[${markdownText(label)}](${url.href.replaceAll(/[()<>\\\s]/g, percentEncoded)})`;
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
