/** Part of every recipe's id: raise it with any change of pixels.ts that gives an encoder other pixels. */
export const PIXELS_VERSION = 1
