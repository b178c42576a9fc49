'use client'

import { Choice } from '@/components/ui/choice'
import { chooseSlashKey, useSlashKeyChoice } from './slash-key-choice'

/** Switches the key `/` on and off, for those who come upon it by chance or speak to their computer. */
export function SlashKeySwitch() {
  const isOn = useSlashKeyChoice()
  if (isOn === null) return null
  return (
    <Choice
      type="checkbox"
      checked={isOn}
      onChange={({ currentTarget }) => chooseSlashKey(currentTarget.checked)}
      label="The key / leads to the search box"
      note="Remembered in this browser."
    />
  )
}
