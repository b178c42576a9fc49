import { DEFAULT_GRID, type Grid } from '@/lib/evaluation/likes/grid'
import type { LikeSettings } from '@/lib/evaluation/likes/measure-likes'
import type { LikesRecipe } from '@/lib/indexing/likes-recipe'
import { type Command, InvalidArgumentError, numberBetween, Option, wholeNumber } from './command'
import { typedPath } from './typed-path'

/** What the flags of `evaluate --likes` give. */
export type LikesFlags = {
  /** The file that they are read from; true for those of the catalogue. */
  likes?: string | true
  tags?: string
  vectors?: string
  visual: boolean
  cold: boolean
  curve: boolean
  grid?: Grid | true
  blend: boolean
  factors?: number
  regularisation?: number
  alpha?: number
  iterations?: number
  popularityExponent?: number
  beta: number
  kept: number
}

/** Flags of `evaluate` that are about look-alikes alone. */
const OF_LOOK_ALIKES = ['compare', 'engine', 'group', 'only', 'distinct']

/** Flags that are about likes alone. */
const OF_LIKES = [
  'tags',
  'vectors',
  'visual',
  'cold',
  'curve',
  'grid',
  'blend',
  'factors',
  'regularisation',
  'alpha',
  'iterations',
  'popularityExponent',
  'beta',
  'kept',
]

/** Adds the flags about likes to a command. */
export function addLikesFlags(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--likes [file]',
        'measure recommendations by likes instead: those of the catalogue, or of a table with the columns user and model',
      )
        .argParser(typedPath)
        .conflicts(OF_LOOK_ALIKES),
    )
    .option('--tags <file>', 'of --likes FILE: a table with the columns model and tag', typedPath)
    .option(
      '--vectors <file>',
      'of --likes FILE: a table with the columns model and vector, numbers with spaces between them',
      typedPath,
    )
    .option(
      '--visual',
      'of --likes: measure what looks, and tags, bring to the likes model as side data; of the catalogue by the vectors of the published run',
      false,
    )
    .option('--cold', 'of --likes: measure models that nobody has liked yet, by what is known of them', false)
    .option('--curve', 'of --likes: measure each iteration, and learning from a part of the likes', false)
    .addOption(
      new Option(
        '--grid [name=a,b;…]',
        `of --likes: try settings on a part of what is learned from, test the best once, and keep it for the catalogue (default: ${gridText(DEFAULT_GRID)})`,
      )
        .argParser(parseGrid)
        .conflicts(['factors', 'regularisation', 'alpha']),
    )
    .option('--blend', 'of --likes: try mixes of likes, tags and looks in the same way', false)
    .option(
      '--factors <number>',
      'of --likes: numbers of each user and model (default: what --grid found best, or 128)',
      wholeNumber(1, MOST_FACTORS),
    )
    .option(
      '--regularisation <number>',
      'of --likes: weight of their length (default: likewise, or 10)',
      above0,
    )
    .option('--alpha <number>', 'of --likes: confidence in a like (default: likewise, or 40)', above0)
    .option(
      '--iterations <number>',
      'of --likes: how often users and models are solved for (default: likewise, or 15)',
      wholeNumber(1, 1_000),
    )
    .option(
      '--popularity-exponent <number>',
      'of --likes: 1 compares models by direction alone, 0 shows the most liked first (default: likewise, or 1)',
      numberBetween(0, 1),
    )
    .option(
      '--beta <number>',
      'of --likes: how much less RP3beta gives to what many like',
      numberBetween(0, 10),
      0.4,
    )
    .option(
      '--kept <number>',
      'of --likes: neighbours that RP3beta keeps of each model',
      wholeNumber(1, 100_000),
      200,
    )
}

/** Ends the command with its usage when flags are given that mean nothing without `--likes`. */
export function checkLikesFlags(command: Command): void {
  if (command.getOptionValue('likes') !== undefined) return
  const stray = OF_LIKES.find((name) => command.getOptionValueSource(name) === 'cli')
  if (stray === undefined) return
  const option = command.options.find((one) => one.attributeName() === stray)
  command.error(`error: ${option?.long} goes with --likes`)
}

/** What the flags say of how models are learned. @param remembered what holds where they say nothing */
export function settingsOf(flags: LikesFlags, remembered: LikesRecipe): LikeSettings {
  const { beta, kept } = flags
  return {
    als: {
      factors: flags.factors ?? remembered.factors,
      regularisation: flags.regularisation ?? remembered.regularisation,
      alpha: flags.alpha ?? remembered.alpha,
      iterations: flags.iterations ?? remembered.iterations,
    },
    popularityExponent: flags.popularityExponent ?? remembered.popularityExponent ?? 1,
    rp3beta: { beta, kept },
  }
}

const MOST_FACTORS = 2_048

function gridText(grid: Grid): string {
  return Object.entries(grid)
    .map(([name, values]) => `${name}=${values.join(',')}`)
    .join(';')
}

/** What is not named has one value, the usual one. */
function parseGrid(text: string): Grid {
  const grid: Grid = { factors: [128], regularisation: [10], alpha: [40] }
  for (const part of text.split(';')) {
    const [, name, values] = /^\s*(\w+)\s*=(.+)$/.exec(part) ?? []
    if (name !== 'factors' && name !== 'regularisation' && name !== 'alpha')
      throw new InvalidArgumentError(
        'It must be like factors=64,128;alpha=10,40, of factors, regularisation and alpha.',
      )
    const valueOf = name === 'factors' ? wholeNumber(1, MOST_FACTORS) : above0
    grid[name] = [...new Set((values ?? '').split(',').map((value) => valueOf(value.trim())))]
  }
  return grid
}

function above0(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value > 0 && value < Infinity) return value
  throw new InvalidArgumentError('It must be a number above 0.')
}
