import { tidy } from './text.ts';

/** What a person is, and where. */
export interface Position {
  readonly jobTitle: string | null;
  readonly company: string | null;
}

/**
 * Words that name an occupation or an office; any of them makes a text a job title rather than a company or a person.
 */
const JOB_WORDS = new Set(
  `admin administrator adviser advisor advocate ambassador analyst approver architect architects assistant associate
  attorney author blogger ceo cfo chair chairman chairperson chairs chairwoman chief cio ciso cmo coach cochair
  cochairs cofounder cofounders committer consultant contributor coo coordinator counsel cpo cro cso cto designer
  developer devrel director economist editor engineer engineers evangelist evp executive expert fellow founder
  founders head instructor intern journalist lawyer lead leader leads lecturer librarian maintainer maintainers
  manager managers mathematician mayor member members officer organiser organizer owner partner physicist pm pmm
  postdoc practitioner president producer professor programmer recruiter representative researcher reviewer
  scientist secretary specialist sre statistician strategist student svp teacher technologist trainer treasurer vp
  writer`.split(/\s+/u),
);

/** The same in front of `of` or `for`, or as a whole; a word such as `Lead` inside a company's name is not enough. */
const OFFICE = /\b(?:vice|managing|general) (?:president|director|manager|partner)\b/iu;

/** Ends of a company's name that stand behind a comma: `Scytale, Inc.`, `Huawei Technologies Co., Ltd`. */
const LEGAL_FORM =
  /^(?:inc|incorporated|llc|ltd|limited|corp|corporation|co|company|plc|gmbh|ag|kg|se|sa|sas|sarl|srl|s\.?r\.?l|s\.a|b\.?v|n\.?v|a\.?s|oy|ab|aps|pty(?: ltd)?|pvt(?:\.? ltd)?|k\.k|lp|llp)\.?$/iu;

/** A remark on the company before it: `Splunk, a Cisco company`. */
const PARENT_COMPANY = /^(?:an? .{1,60} (?:company|business|brand|subsidiary|group)|(?:now )?part of .{1,60})$/iu;

/** Whether the text is no value of its own but the end of the company before the comma. */
export function endsCompany(text: string): boolean {
  return LEGAL_FORM.test(text) || PARENT_COMPANY.test(text);
}

/** The words of a text in lower case: `VP/CTO Cloud` is `vp cto cloud`, `Co-Chairs` is `co chairs` and `cochairs`. */
function words(text: string): readonly string[] {
  const lower = text.toLowerCase();
  return [
    ...lower.split(/[^\p{L}\p{N}]+/u),
    ...lower.split(/[^\p{L}\p{N}-]+/u).map((word) => word.replaceAll('-', '')),
  ];
}

/**
 * Whether the text names what a person does: `Group Product Manager`, `VP/CTO Cloud Computing`, `OpenSDS TSC Chair`.
 */
export function isJobTitle(text: string): boolean {
  return OFFICE.test(text) || words(text).some((word) => JOB_WORDS.has(word));
}

/**
 * Stricter: the text ends in an occupation, or in `... of something`: `Head of Engineering`, never `Lead Edge Forum`.
 */
function isOnlyJobTitle(text: string): boolean {
  const office = text.split(/ (?:of|for|at) /iu, 1)[0] ?? text;
  const last = words(office).filter((word) => word !== '');
  const end =
    office
      .toLowerCase()
      .split(/[^\p{L}\p{N}-]+/u)
      .findLast((word) => word !== '') ?? '';
  return (
    last.length > 0 &&
    (JOB_WORDS.has(end) || JOB_WORDS.has(end.replaceAll('-', '')) || JOB_WORDS.has(end.split('-').at(-1) ?? ''))
  );
}

/** Parts between commas, the ends of a company's name rejoined with it. */
function commaParts(text: string): readonly string[] {
  const parts: string[] = [];
  for (const piece of text.split(',')) {
    const part = piece.trim();
    if (part === '') continue;
    const previous = parts.length - 1;
    if (previous >= 0 && endsCompany(part)) parts[previous] = `${parts[previous] ?? ''}, ${part}`;
    else parts.push(part);
  }
  return parts;
}

/**
 * The `Position, Company` of a Sched speaker block (of 859 people of KubeCon EU 2026 765 have one comma, 61 two, 8
 * more, 25 none): the last comma separates them, unless it stands in the company (`VP, Buoyant, Inc.`; `Engineer,
 * Splunk, a Cisco company`). A single part is a company, or a job title where it looks like one; `Engineer at Google`
 * is both.
 */
export function splitPosition(text: string): Position {
  const parts = commaParts(tidy(text));
  const last = parts.at(-1);
  if (last === undefined) return { jobTitle: null, company: null };
  const rest = parts.slice(0, -1).join(', ');
  if (rest === '') return single(last);
  if (!isOnlyJobTitle(last)) return { jobTitle: rest, company: last };
  return isJobTitle(rest) ? { jobTitle: `${rest}, ${last}`, company: null } : { jobTitle: last, company: rest };
}

function single(text: string): Position {
  const at = /^(?<job>.{2,}?) (?:at|@) (?<company>\S.*)$/iu.exec(text)?.groups;
  if (at?.['job'] !== undefined && at['company'] !== undefined && isJobTitle(at['job'])) {
    return { jobTitle: at['job'], company: at['company'] };
  }
  return isJobTitle(text) ? { jobTitle: text, company: null } : { jobTitle: null, company: text };
}
