import type { LikeSettings } from '@/lib/evaluation/likes/measure-likes'
import { type Command, InvalidArgumentError, Option, wholeNumber } from './command'
import { typedPath } from './typed-path'

/** What the flags of `evaluate --likes` give. */
export type LikesFlags = {
  /** The file that they are read from; true for those of the catalogue. */
  likes?: string | true
  tags?: string
  cold: boolean
  factors: number
  regularisation: number
  alpha: number
  iterations: number
  popularityExponent: number
  beta: number
  kept: number
}

/** Flags of `evaluate` that are about look-alikes alone. */
const OF_LOOK_ALIKES = ['compare', 'engine', 'group', 'only', 'distinct', 'report']

/** Flags that are about likes alone. */
const OF_LIKES = [
  'tags',
  'cold',
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
    .option('--cold', 'of --likes: measure models that nobody has liked yet, by what is known of them', false)
    .option('--factors <number>', 'of --likes: numbers of each user and model', wholeNumber(1, 2_048), 128)
    .option('--regularisation <number>', 'of --likes: weight of their length', above0, 10)
    .option('--alpha <number>', 'of --likes: confidence in a like', above0, 40)
    .option(
      '--iterations <number>',
      'of --likes: how often users and models are solved for',
      wholeNumber(1, 1_000),
      15,
    )
    .option(
      '--popularity-exponent <number>',
      'of --likes: 1 compares models by direction alone, 0 shows the most liked first',
      between(0, 1),
      1,
    )
    .option(
      '--beta <number>',
      'of --likes: how much less RP3beta gives to what many like',
      between(0, 10),
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

/** What the flags say of how models are learned. */
export function settingsOf(flags: LikesFlags): LikeSettings {
  const { factors, regularisation, alpha, iterations, popularityExponent, beta, kept } = flags
  return {
    als: { factors, regularisation, alpha, iterations },
    popularityExponent,
    rp3beta: { beta, kept },
  }
}

function above0(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value > 0 && value < Infinity) return value
  throw new InvalidArgumentError('It must be a number above 0.')
}

function between(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() !== '' && value >= least && value <= most) return value
    throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`)
  }
}
