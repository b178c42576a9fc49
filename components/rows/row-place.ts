import { filterQuery, withParameters } from '@/components/models/filter-path'
import { modelPath } from '@/components/models/model-path'
import type { Mix, ModelPageView, RowsView } from '@/lib/serving/views'
import { mixQuery } from './mix'

/** Where rows are shown, and what is asked of them. */
export type RowPlace = {
  /** The page of the model. */
  address: string
  alone: RowsView['alone']
  mix: Mix
  usual: Mix
  /** The filters, as they stand in an address. */
  filtered: string
}

/** Where the rows of a page are. */
export function placeOf(
  rows: RowsView,
  { model, filters }: Pick<ModelPageView, 'model' | 'filters'>,
): RowPlace {
  const filtered = filters ? filterQuery(filters.chosen) : ''
  return { address: modelPath(model.uid), alone: rows.alone, mix: rows.mix, usual: rows.usualMix, filtered }
}

/** The address of rows, the same for the same rows. */
export function rowsPath(place: RowPlace): string {
  const alone = place.alone === null ? '' : `kind=${place.alone}`
  return [alone, carriedOn(place)].reduce(withParameters, place.address)
}

/** What goes along to the pages of other models: the mix and the filters, not which row is shown alone. */
export function carriedOn({ mix, usual, filtered }: RowPlace): string {
  return [mixQuery(mix, usual), filtered].filter((part) => part !== '').join('&')
}

/** What the address of rows says besides the filters, by name, for forms that keep it. */
export function besidesFilters({ alone, mix, usual }: RowPlace): [string, string][] {
  const asked = [...new URLSearchParams(mixQuery(mix, usual))]
  return alone === null ? asked : [['kind', alone], ...asked]
}
