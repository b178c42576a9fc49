'use client'

import { browserStore } from '@/components/ui/browser-store'

const OFF = 'off'

const choice = browserStore<boolean>(
  'rec-a-sketch-slash-key',
  (text) => text !== OFF,
  (isOn) => (isOn ? null : OFF),
)

/** Switches the key `/` on or off. */
export function chooseSlashKey(isOn: boolean): void {
  choice.change(() => isOn)
}

/** Whether the key `/` leads to the query box; null before scripts run, when no key does anything. */
export const useSlashKeyChoice = choice.use
