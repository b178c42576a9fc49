'use client'

import { useRouter } from 'next/navigation'
import { type FormEvent, type ReactNode, useState } from 'react'
import { callApi } from '../call-api'
import { Problem } from '../problem'
import { useAction } from '../use-action'

type What = 'listing' | 'models' | 'update'

const CHOICES: { what: What; name: string; note: string }[] = [
  { what: 'listing', name: 'A listing', note: 'What Sketchfab lists, by likes, category, tag or user.' },
  { what: 'models', name: 'Single models', note: 'By their addresses or uids.' },
  { what: 'update', name: 'News', note: 'Of models that are here, and have not been looked at for long.' },
]

/** Starts a crawl of Sketchfab. Only what was filled in is sent; the server knows the rest. */
export function StartCrawl() {
  const router = useRouter()
  const { run: act, isRunning, error } = useAction()
  const [what, setWhat] = useState<What>('listing')

  function start(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const body = optionsOf(new FormData(event.currentTarget))
    act(async () => {
      const { id } = await callApi<{ id: number }>('/api/crawls', { method: 'POST', body })
      router.push(`/admin/crawls/${id}`)
    })
  }

  return (
    <form onSubmit={start}>
      <fieldset disabled={isRunning} className="space-y-7">
        <div role="radiogroup" aria-label="What to crawl" className="grid gap-x-8 gap-y-2.5 sm:grid-cols-3">
          {CHOICES.map((choice) => (
            <label key={choice.what} className="flex cursor-pointer items-baseline gap-3">
              <input
                type="radio"
                name="what"
                checked={what === choice.what}
                onChange={() => setWhat(choice.what)}
                className="accent-accent"
              />
              <span>
                {choice.name}
                <span className="block text-[0.875rem] text-muted">{choice.note}</span>
              </span>
            </label>
          ))}
        </div>
        {what === 'listing' && <ListingFields />}
        {what === 'models' && (
          <Field label="Addresses or uids, one a line">
            <textarea
              name="models"
              required
              rows={4}
              placeholder="https://sketchfab.com/3d-models/…"
              className="field font-mono text-[0.875rem]"
            />
          </Field>
        )}
        {what === 'update' && (
          <div className="grid gap-5 sm:grid-cols-3">
            <Field label="Not looked at for so many days">
              <input type="number" name="updateDays" min={0} defaultValue={30} required className="field" />
            </Field>
            <LimitField />
          </div>
        )}
        <div className="flex flex-wrap gap-x-8 gap-y-2">
          <Check name="includeAgeRestricted">Age-restricted models too</Check>
          <Check name="includeNoai">Those tagged noai too</Check>
        </div>
      </fieldset>
      <div className="mt-7">
        <button type="submit" className="button strong" disabled={isRunning}>
          {isRunning ? 'Starting …' : 'Start the crawl'}
        </button>
        <Problem error={error} />
      </div>
    </form>
  )
}

function ListingFields() {
  return (
    <div className="grid gap-5 sm:grid-cols-3">
      <Field label="Order">
        <select name="sort" className="field">
          <option value="likes">Most liked first</option>
          <option value="views">Most viewed first</option>
          <option value="recent">Newest first</option>
        </select>
      </Field>
      <Text name="category" label="Category" placeholder="animals-pets" />
      <Text name="tag" label="Tag" placeholder="lowpoly" />
      <Text name="user" label="By a user" />
      <Text name="likedBy" label="Liked by a user" />
      <Field label="Published since">
        <input type="date" name="since" className="field" />
      </Field>
      <Field label="Likes at least">
        <input type="number" name="minLikes" min={0} placeholder="0" className="field" />
      </Field>
      <LimitField placeholder="1000" />
      <div className="flex flex-col justify-end gap-2 pb-1">
        <Check name="staffPicked">Staff-picked only</Check>
        <Check name="downloadable">Downloadable only</Check>
      </div>
    </div>
  )
}

function LimitField({ placeholder = 'all' }: { placeholder?: string }) {
  return (
    <Field label="Models at most">
      <input type="number" name="limit" min={1} placeholder={placeholder} className="field" />
    </Field>
  )
}

function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    <label className="block">
      <span className="text-[0.875rem] text-muted">{label}</span>
      <div className="mt-1.5">{children}</div>
    </label>
  )
}

function Text({ name, label, placeholder }: { name: string; label: string; placeholder?: string }) {
  return (
    <Field label={label}>
      <input type="text" name={name} placeholder={placeholder} autoCapitalize="none" className="field" />
    </Field>
  )
}

function Check({ name, children }: { name: string; children: ReactNode }) {
  return (
    <label className="flex cursor-pointer items-baseline gap-2.5 text-[0.9375rem]">
      <input type="checkbox" name={name} className="accent-accent" />
      {children}
    </label>
  )
}

const NUMBERS = ['minLikes', 'limit', 'updateDays']
const CHECKS = ['staffPicked', 'downloadable', 'includeAgeRestricted', 'includeNoai']

/** What was filled in, as the API takes it. */
function optionsOf(form: FormData): Record<string, unknown> {
  const options: Record<string, unknown> = {}
  for (const [name, value] of form.entries()) {
    const text = typeof value === 'string' ? value.trim() : ''
    if (text === '' || name === 'what') continue
    if (CHECKS.includes(name)) options[name] = true
    else if (NUMBERS.includes(name)) options[name] = Number(text)
    else if (name === 'models') options[name] = text.split(/\s+/)
    else options[name] = text
  }
  return options
}
