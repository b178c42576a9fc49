'use client'

import { type FormEvent, useState } from 'react'
import { FIELD } from '@/components/ui/field'
import { BUTTON } from '@/components/ui/looks'
import { CameraDrawing } from './camera-drawing'
import { ChoosePicture } from './choose-picture'
import { usePictureSearch } from './picture-search'

/** The ways to give a picture, side by side. */
export function ChoosePanel({ takesAddresses }: { takesAddresses: boolean }) {
  return (
    <div className="[@media(scripting:none)]:hidden">
      <div className="grid place-items-center gap-5 rounded-3xl border-2 border-dashed border-line px-6 py-14 text-center">
        <CameraDrawing className="size-12 text-muted" />
        <ChoosePicture className={BUTTON.strong}>Choose a picture</ChoosePicture>
        <p className="text-muted">or drop it anywhere on the site, or paste it.</p>
      </div>
      {takesAddresses && <AddressForm />}
    </div>
  )
}

function AddressForm() {
  const { searchBy } = usePictureSearch()
  const [address, setAddress] = useState('')

  function submit(event: FormEvent) {
    event.preventDefault()
    searchBy({ kind: 'address', address: address.trim() })
  }

  return (
    <form onSubmit={submit} className="mt-8">
      <label className="block space-y-1.5">
        <span className="block text-sm text-muted">Or the address of a picture elsewhere</span>
        <span className="flex gap-3">
          <input
            type="url"
            required
            maxLength={2000}
            value={address}
            onChange={({ target }) => setAddress(target.value)}
            placeholder="https://"
            className={FIELD}
          />
          <button type="submit" className={BUTTON.plain}>
            Search
          </button>
        </span>
      </label>
    </form>
  )
}
