'use client'

import { createContext, type ReactNode, useContext } from 'react'
import { BUTTON } from '@/components/ui/looks'
import { Field, FIELD, SELECT } from '@/components/ui/field'
import type { NoticeView } from '@/lib/admin/views'
import { CRAWL_LABELS, type CrawlField } from '@/lib/facts/crawl-labels'
import { Choice } from '@/components/ui/choice'
import { Problem } from '../problem'
import { useForm } from '../use-form'

const CHOICES = [
  { what: 'listing', name: 'A listing', note: 'What Sketchfab lists, by likes, category, tag or user.' },
  { what: 'models', name: 'Single models', note: 'By their addresses or uids.' },
  { what: 'update', name: 'News', note: 'Of models that are here, and have not been looked at for long.' },
]

type Known = Pick<NoticeView, 'fields' | 'values'>

/** What was filled in before, and what of it is wrong, by the name of the field. */
const KnownFields = createContext<Known>({ fields: {}, values: {} })

/**
 * Starts a crawl of Sketchfab. Which of the fields are shown follows from the first choice, by style alone; of the rest
 * nothing is read.
 *
 * @param said what was wrong with the form that this page was sent back for
 */
export function StartCrawl({ said }: { said: NoticeView | null }) {
  const { submit, isRunning, problem } = useForm()
  const values = said?.values ?? {}
  const fields = problem?.fields ?? said?.fields ?? {}
  const chosen = CHOICES.find(({ what }) => what === values.what)?.what ?? 'listing'
  return (
    <KnownFields value={{ fields: isRunning ? {} : fields, values }}>
      <form method="post" action="/admin/forms/start-crawl" onSubmit={submit} className="group">
        <input type="hidden" name="back" value="/admin/crawls" />
        <fieldset disabled={isRunning} className="space-y-7">
          <div role="radiogroup" aria-label="What to crawl" className="grid gap-x-8 gap-y-2.5 sm:grid-cols-3">
            {CHOICES.map(({ what, name, note }) => (
              <Choice
                type="radio"
                key={what}
                name="what"
                value={what}
                defaultChecked={what === chosen}
                label={name}
                note={note}
              />
            ))}
          </div>
          <div className="group-not-has-[[value=listing]:checked]:hidden">
            <ListingFields />
          </div>
          <div className="group-not-has-[[value=models]:checked]:hidden">
            <CrawlInput name="models">
              {(field) => (
                <textarea
                  {...field}
                  rows={4}
                  placeholder="https://sketchfab.com/3d-models/…"
                  className={`${FIELD} font-mono text-sm`}
                />
              )}
            </CrawlInput>
          </div>
          <div className="group-not-has-[[value=update]:checked]:hidden">
            <div className="grid gap-5 sm:grid-cols-3">
              <Count name="updateDays" initial="30" />
              <Count name="updateLimit" placeholder="all" />
            </div>
          </div>
          <div className="flex flex-wrap gap-x-8 gap-y-2">
            <Check name="includeAgeRestricted" />
            <Check name="includeNoai" />
          </div>
        </fieldset>
        <div className="mt-7">
          <button type="submit" className={BUTTON.strong} disabled={isRunning}>
            {isRunning ? 'Starting …' : 'Start the crawl'}
          </button>
          <Problem error={isRunning ? null : (problem?.text ?? said?.text ?? null)} />
        </div>
      </form>
    </KnownFields>
  )
}

function ListingFields() {
  return (
    <div className="grid gap-5 sm:grid-cols-3">
      <CrawlInput name="sort">
        {(field) => (
          <select {...field} className={SELECT}>
            <option value="likes">Most liked first</option>
            <option value="views">Most viewed first</option>
            <option value="recent">Newest first</option>
          </select>
        )}
      </CrawlInput>
      <Text name="category" placeholder="animals-pets" />
      <Text name="tag" placeholder="lowpoly" />
      <Text name="user" />
      <Text name="likedBy" />
      <CrawlInput name="since">{(field) => <input {...field} type="date" className={FIELD} />}</CrawlInput>
      <Count name="minLikes" placeholder="0" />
      <Count name="limit" placeholder="1000" />
      <div className="flex flex-col justify-end gap-2 pb-1">
        <Check name="staffPicked" />
        <Check name="downloadable" />
      </div>
    </div>
  )
}

type FieldAttributes = {
  name: CrawlField
  defaultValue: string | undefined
  'aria-invalid': boolean
  'aria-describedby': string | undefined
}

type FieldProps = { name: CrawlField; initial?: string; children: (field: FieldAttributes) => ReactNode }

/** A field under its name, with what was filled in before and what is wrong with that. */
function CrawlInput({ name, initial, children }: FieldProps) {
  const { fields, values } = useContext(KnownFields)
  const wrong = fields[name]
  const id = `wrong-${name}`
  return (
    <Field label={CRAWL_LABELS[name]} wrong={wrong === undefined ? undefined : { id, text: wrong }}>
      {children({
        name,
        defaultValue: values[name] ?? initial,
        'aria-invalid': wrong !== undefined,
        'aria-describedby': wrong && id,
      })}
    </Field>
  )
}

function Text({ name, placeholder }: { name: CrawlField; placeholder?: string }) {
  return (
    <CrawlInput name={name}>
      {(field) => (
        <input {...field} type="text" placeholder={placeholder} autoCapitalize="none" className={FIELD} />
      )}
    </CrawlInput>
  )
}

type CountProps = { name: CrawlField; placeholder?: string; initial?: string }

/** Of text, since a browser would send nothing at all for what is no number. */
function Count({ name, placeholder, initial }: CountProps) {
  return (
    <CrawlInput name={name} initial={initial}>
      {(field) => (
        <input {...field} type="text" inputMode="numeric" placeholder={placeholder} className={FIELD} />
      )}
    </CrawlInput>
  )
}

function Check({ name }: { name: CrawlField }) {
  const { values } = useContext(KnownFields)
  return <Choice type="checkbox" name={name} defaultChecked={name in values} label={CRAWL_LABELS[name]} />
}
