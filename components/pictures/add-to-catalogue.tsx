'use client'

import { ActionForm } from '@/components/admin/action-form'
import { BUTTON } from '@/components/ui/looks'

/** For the admin: starts a crawl of one model of Sketchfab, which brings it into the catalogue. */
export function AddToCatalogue({ uid }: { uid: string }) {
  return (
    <ActionForm to="start-crawl" values={{ what: 'models', models: uid }}>
      <button type="submit" className={BUTTON.strong}>
        Add it to the catalogue
      </button>
    </ActionForm>
  )
}
