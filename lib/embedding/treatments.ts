import type { OutputForm } from '@/lib/networks/reading/feature-layer'
import type { Power } from './normalise'
import { defaultProjection, type RecipeDefinition } from './recipe-definitions'

/** What of a recipe says how the numbers of a network are compared. */
export type Treatment = Pick<RecipeDefinition, 'mirrored' | 'projection' | 'power' | 'expanded' | 'words'>

/** As the default recipe treats its own numbers, which are of a feature map and never negative. */
const placesTreatment: Treatment = { mirrored: true, projection: defaultProjection }

const plain: Power = 'plain'

/**
 * What is taken for tokens and for one row of numbers a picture where nothing can be measured. They are of both signs and of one
 * scale already: no root, and no whitening, which would raise what the training has made small.
 */
export const tokensTreatment: Treatment = {
  mirrored: false,
  projection: { dimensions: defaultProjection.dimensions, whiteningExponent: 0 },
  power: plain,
}

/** What is taken where words search pictures: both are compared in the space that they were trained for, and nothing changes that. */
export const wordsTreatment: Treatment = { mirrored: false, projection: null, words: true }

/** What is tried then: only the search itself, and what it is asked with, may be another. */
export function wordsTreatments(mirrored: readonly boolean[]): Treatment[] {
  return mirrored.flatMap((isMirrored) =>
    [{}, { expanded: true }].map((expansion) => ({ ...wordsTreatment, mirrored: isMirrored, ...expansion })),
  )
}

/** What is taken without a measurement. */
export function treatmentOf(form: OutputForm): Treatment {
  return form === 'places' ? placesTreatment : tokensTreatment
}

/** The exponents that are tried; null is no projection at all. */
const exponents = [0, null, 0.25, 0.5]

/** What is tried of a network whose numbers are tokens or one row, the cheapest and simplest first: `tokensTreatment` is the first. */
export function tokenTreatments(mirrored: readonly boolean[]): Treatment[] {
  return mirrored.flatMap((isMirrored) =>
    exponents.flatMap((exponent) =>
      [true, false].map((isExpanded) => treatment(isMirrored, exponent, isExpanded)),
    ),
  )
}

/** Only what differs from a recipe's default is said. */
function treatment(mirrored: boolean, exponent: number | null, isExpanded: boolean): Treatment {
  if (exponent === null) return { mirrored, projection: null, ...(isExpanded && { expanded: true }) }
  const projection = { ...defaultProjection, whiteningExponent: exponent }
  return { mirrored, projection, power: plain, ...(!isExpanded && { expanded: false }) }
}
