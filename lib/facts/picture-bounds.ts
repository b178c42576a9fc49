/** Bytes of a picture that somebody searches by. */
export const MAX_PICTURE_BYTES = 16 * 1024 * 1024
