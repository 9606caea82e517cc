/** SQL: the path of a stored file `f` below the data directory, as `blobPath` has it and the views write it. */
export const FILE_PATH = `'decks/' || substr(f.sha256, 1, 2) || '/' || substr(f.sha256, 3, 2) || '/' || f.sha256 || '.' || f.extension`;
