// The most that a catalogue source may say of one model, and a file of it hold: the same for all sources. Lengths are
// of texts in UTF-16 code units. What is longer is cut between two characters; a row or a file that is larger is refused.

export const MAX_NAME_LENGTH = 300
export const MAX_DESCRIPTION_LENGTH = 10_000
export const MAX_AUTHOR_LENGTH = 300
export const MAX_LICENSE_LENGTH = 300
/** Of one tag or category. */
export const MAX_KEYWORD_LENGTH = 100
/** Tags of one model, and as many categories. */
export const MAX_KEYWORDS = 100
export const MAX_LABEL_LENGTH = 300
export const MAX_URL_LENGTH = 2_000
/** Longer ones end in a hash of the rest. */
export const MAX_UID_LENGTH = 200

/** Columns of a labels file or of a PSV file, and how long their names may be. */
export const MAX_COLUMNS = 200
export const MAX_COLUMN_NAME_LENGTH = 300
/** Bytes of one of their rows, and how many lines it may go over. */
export const MAX_ROW_BYTES = 64 * 1024
export const MAX_ROW_LINES = 100
/** Bytes of the whole file. */
export const MAX_TABLE_BYTES = 128 * 1024 * 1024
