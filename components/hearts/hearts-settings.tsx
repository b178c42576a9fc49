'use client'

import { createContext, type ReactNode, useContext, useEffect } from 'react'
import type { HeartsSettings } from '@/lib/serving/views'
import { type Opinion, withOpinion } from './hearts'
import { changeHearts, currentHearts } from './hearts-store'
import { collectHeart, sendUnsent } from './send-hearts'

const Settings = createContext<HeartsSettings>({ isShown: false, isCollected: false })

/** Says so to all that is on a page, as the server knew it when it made the page: nothing comes or goes once scripts run. */
export function HeartsProvider({ settings, children }: { settings: HeartsSettings; children: ReactNode }) {
  const { isCollected } = settings
  useEffect(() => {
    if (!isCollected) return
    sendUnsent()
    window.addEventListener('online', sendUnsent)
    return () => window.removeEventListener('online', sendUnsent)
  }, [isCollected])
  return <Settings value={settings}>{children}</Settings>
}

export const useHeartsSettings = (): HeartsSettings => useContext(Settings)

/** What sets the opinion of a model, or takes it back with null. */
export function useSetOpinion(): (uid: string, opinion: Opinion | null) => void {
  const { isCollected } = useHeartsSettings()
  return (uid, opinion) => {
    const wasLiked = currentHearts().liked.includes(uid)
    const isLiked = opinion === 'liked'
    changeHearts((hearts) => withOpinion(hearts, uid, opinion))
    if (isCollected && isLiked !== wasLiked) collectHeart(uid, isLiked)
  }
}
