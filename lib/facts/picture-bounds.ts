/** The most bytes that a picture may have that somebody looks for others with. Browsers ask before they send it. */
export const MAX_UPLOAD_BYTES = 20 * 1024 * 1024
