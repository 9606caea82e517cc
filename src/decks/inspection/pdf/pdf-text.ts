/** The text of a PDF. */
export interface PdfText {
  readonly title: string | null;
  readonly author: string | null;
  /** As the program gives it, page by page. */
  readonly pages: readonly string[];
}
