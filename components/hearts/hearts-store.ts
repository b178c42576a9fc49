'use client'

import { browserStore } from '@/components/ui/browser-store'
import { heartsIn, heartsText } from './hearts'

export const {
  /** The hearts as they are known now. */
  current: currentHearts,
  /** Changes hearts, in this tab and the others. */
  change: changeHearts,
  /** The hearts of this browser; null until a script has run. */
  use: useHearts,
} = browserStore('rec-a-sketch-hearts', heartsIn, heartsText)
