/** The page of recommendations. */
export const FOR_YOU_PATH = '/for-you'
