import type { GridPoint } from './grid'
import type { BlendMeasures } from './measure-blend'
import type { ColdQuality } from './measure-cold'
import type { FactorQuality, LearningCurve } from './measure-factors'
import type { LikeQuality, LikeSettings } from './measure-likes'
import type { TagQuality } from './measure-tags'
import type { VisualMeasures } from './measure-visual'
import type { LikesFacts } from './set-facts'

/** What settings were tried, the best of them, and what it was worth in the test. */
export type GridMeasures = { grid: GridPoint[]; best: GridPoint; tested: FactorQuality }

/** All that was measured of recommendations by likes; what was not asked for is not there. */
export type MeasuredLikes = {
  facts: LikesFacts
  settings: LikeSettings
  ways?: LikeQuality[]
  tagSuggestion?: TagQuality[]
  curve?: LearningCurve
  blend?: BlendMeasures
  visual?: VisualMeasures
  cold?: ColdQuality[]
} & Partial<GridMeasures>
