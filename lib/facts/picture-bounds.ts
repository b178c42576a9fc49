/** Bytes of a picture that somebody searches by. */
export const MAX_PICTURE_BYTES = 20 * 1024 * 1024
