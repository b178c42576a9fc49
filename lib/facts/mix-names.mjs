/** The parameters of an address that say how much each kind counts in a blend, and popularity, in the order in which they are written. */
export const MIX_NAMES = /** @type {const} */ (['visual', 'likes', 'tags', 'popularity'])
