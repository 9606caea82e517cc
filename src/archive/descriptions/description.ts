/**
 * What a table or view of the archive says, for people. `docs/schema.md`, `docs/datasette.yaml` and `.schema` of `deckhand sql` are made of it, and
 * a test holds it to the database both ways: a column without a sentence fails, and so does a sentence without a column.
 */
export interface TableDescription {
  /** What one row is; reads on after "One row is". */
  readonly row: string;
  /** What else a reader has to know, in whole sentences. */
  readonly note?: string;
  /** Name of each column, in the table's order, and what it holds. */
  readonly columns: Readonly<Record<string, string>>;
}

/** Descriptions by the name of the table or view. */
export type Descriptions = Readonly<Record<string, TableDescription>>;
