/** How many models a visitor may be recommended others by, and how many they may not be interested in. */
export const MAX_HEARTS = 200

/** How many hearts may be given, or taken back, at once. */
export const MAX_HEARTS_SENT = 50

/** What tells one browser from another where hearts are collected: 128 random bits, as hexadecimal digits. */
export const VISITOR = /^[0-9a-f]{32}$/
