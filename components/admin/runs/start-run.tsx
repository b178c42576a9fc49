'use client'

import { useEffect, useState } from 'react'
import { BUTTON } from '@/components/ui/looks'
import { Field, SELECT } from '@/components/ui/field'
import { formatSeconds } from '@/lib/text/format-seconds'
import type { EstimateView, RecipeView } from '@/lib/admin/views'
import { Choice } from '@/components/ui/choice'
import { callApi } from '../call-api'
import { Problem } from '../problem'
import { useForm } from '../use-form'

type Props = { recipes: RecipeView[]; estimate: EstimateView; recipe: string }

/** Starts a run: what it is to embed, by which recipe, and what that would take. */
export function StartRun({ recipes, estimate: initial, recipe: published }: Props) {
  const { submit, isRunning, problem } = useForm()
  const [mode, setMode] = useState<'missing' | 'all'>('missing')
  const [recipe, setRecipe] = useState(published)
  const estimate = useEstimate(mode, recipe, initial)
  return (
    <form method="post" action="/admin/forms/start-run" onSubmit={submit}>
      <input type="hidden" name="back" value="/admin" />
      <fieldset disabled={isRunning} className="grid gap-6 sm:grid-cols-2">
        <div role="radiogroup" aria-label="What to embed" className="space-y-2.5">
          <Choice
            type="radio"
            name="mode"
            value="missing"
            label="What is missing"
            note="New and changed pictures. The usual choice."
            checked={mode === 'missing'}
            onChange={() => setMode('missing')}
          />
          <Choice
            type="radio"
            name="mode"
            value="all"
            label="Everything anew"
            note="Every picture again, as if it had never been seen."
            checked={mode === 'all'}
            onChange={() => setMode('all')}
          />
        </div>
        <Field label="Recipe">
          <select
            name="recipe"
            className={SELECT}
            value={recipe}
            onChange={(event) => setRecipe(event.target.value)}
          >
            {recipes.map(({ name, isReady }) => (
              <option key={name} value={name} disabled={!isReady}>
                {name}
                {isReady ? '' : ' (its network is not here)'}
              </option>
            ))}
          </select>
        </Field>
      </fieldset>
      <div className="mt-7 flex flex-wrap items-center gap-x-6 gap-y-3">
        <button type="submit" className={BUTTON.strong} disabled={isRunning}>
          {isRunning ? 'Starting …' : 'Start the run'}
        </button>
        <p className="text-sm text-muted tabular-nums" aria-live="polite">
          {estimate ? describe(estimate) : ' '}
        </p>
      </div>
      <Problem error={problem?.text ?? null} />
    </form>
  )
}

/** What a run would take, asked of the server whenever the choice changes. Null while it is on its way. */
function useEstimate(mode: string, recipe: string, initial: EstimateView): EstimateView | null {
  const wanted = `${mode} ${recipe}`
  const [known, setKnown] = useState<{ of: string; estimate: EstimateView | null } | null>(null)
  const [first] = useState(wanted)
  useEffect(() => {
    let isStale = false
    callApi<EstimateView>(`/api/index-runs/estimate?${new URLSearchParams({ mode, recipe })}`)
      .then((estimate) => {
        if (!isStale) setKnown({ of: `${mode} ${recipe}`, estimate })
      })
      .catch(() => {
        if (!isStale) setKnown({ of: `${mode} ${recipe}`, estimate: null })
      })
    return () => {
      isStale = true
    }
  }, [mode, recipe])
  if (known?.of === wanted) return known.estimate
  return wanted === first ? initial : null
}

function describe({ models, images, seconds }: EstimateView): string {
  const all = `${models.toLocaleString('en')} ${models === 1 ? 'model' : 'models'}`
  const what =
    images === 0
      ? `Nothing to embed; ${all} to compare`
      : `${images.toLocaleString('en')} ${images === 1 ? 'picture' : 'pictures'} of ${all} to embed`
  return seconds === null
    ? `${what}. No run of this recipe yet to tell how long.`
    : `${what}, about ${formatSeconds(seconds)}.`
}
