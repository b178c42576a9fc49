import { Command, InvalidArgumentError, Option, runCommand, wholeNumber } from '@/lib/cli/command'
import {
  encoderSettings,
  isEncoderName,
  scalings,
  usesToMeasure,
  whyWithoutWords,
  type EncoderFlags,
} from '@/lib/cli/encoder-settings'
import {
  forgetNetwork,
  locateNetwork,
  parseRepository,
  throwWithDownload,
  type NetworkFlags,
} from '@/lib/cli/locate-network'
import { chooseUse } from '@/lib/cli/measure-encoder'
import { openCheckedStorage } from '@/lib/cli/open-storage'
import { addEncoder } from '@/lib/embedding/add-encoder'
import { shareEncoder } from '@/lib/embedding/shared-encoders'
import { poolings, type Network } from '@/lib/networks/network'
import { env } from '@/lib/facts/env'
import { encodersFolder } from '@/lib/indexing/recipe'

/** Engines round differently, and agree better than this all the same on networks that are well conditioned. */
const USUAL_AGREEMENT = 0.9999

const command = new Command('npm run encoder:add --')
  .description(
    'Adds a pretrained network as an encoder, with a recipe of its name: a TensorFlow.js folder, a Keras .h5 with its topology inside, or an .onnx image encoder, from a file or from a Hugging Face repository.',
  )
  .option('--file <path>', 'the network; what its files do not tell is asked for')
  .option(
    '--hub <owner/name>',
    'download it from this repository; --file then is a path there (default: the network that sees pictures)',
    parseRepository,
  )
  .option('--revision <name>', 'a branch, a tag or a commit of the repository (default: main)')
  .option('--name <name>', 'name of the recipe (default: that of the file or repository)', parseName)
  .option('--size <pixels>', 'side of its square input', wholeNumber(8, 4096))
  .addOption(new Option('--scaling <name>', 'what bytes 0 to 255 become').choices(Object.keys(scalings)))
  .option(
    '--layer <name>',
    'the layer or output that describes a picture (default: the last before the head)',
  )
  .addOption(
    new Option(
      '--pooling <name>',
      'one row of numbers by the mean, all of them, the first token, or the mean of a transformer’s patches',
    ).choices(poolings),
  )
  .addOption(
    new Option('--fit <name>', 'thumbnails letterboxed, cut to their middle, or stretched').choices([
      'contain',
      'cover',
      'fill',
    ]),
  )
  .option('--mirror', 'average a thumbnail and its mirror image')
  .option('--no-mirror', 'do not')
  .option('--plain', 'compare by plain cosine: no square root, projection or expansion', false)
  .option(
    '--no-measure',
    'do not measure on models with labels how a transformer’s numbers are best compared',
  )
  .option('--no-words', 'leave out the half of a CLIP or SigLIP that reads words')
  .action(async (flags: EncoderFlags & NetworkFlags) => {
    const encodersDir = encodersFolder(env().dataDir)
    const storage = await openCheckedStorage('write')
    const located = await locateNetwork(flags)
    const { detected, source } = located
    const settings = await encoderSettings(located.name, flags, detected)
    const { name, picture, output } = settings
    console.log(
      `Looking through ${name}: ${picture.size} pixels, ${output.layer}, pooled by ${output.pooling} …`,
    )
    const why = whyWithoutWords(flags, detected, settings)
    if (why !== null) console.log(`Words will not search pictures with it: ${why}.`)
    const uses = usesToMeasure(flags, detected, settings)
    const choose = uses && ((network: Network) => chooseUse(network, picture, uses, storage))
    const { dimensions, engines, agreement } = await addEncoder(
      encodersDir,
      detected,
      { ...settings, source },
      choose ?? undefined,
    ).catch((error: unknown) => throwWithDownload(flags, error))
    await shareEncoder(storage, encodersDir, name)
    await forgetNetwork(flags)
    console.log(`The encoder ${name} is added: ${dimensions} numbers a picture, on ${engines.join(', ')}.`)
    if (settings.text) console.log('Words search pictures, too, once an index run with it is published.')
    if (agreement < USUAL_AGREEMENT) {
      console.log(
        `The engines agree on it only to a cosine of ${agreement.toFixed(4)}: stay with one of them, say ENGINE=${engines[0]}.`,
      )
    }
    console.log(`npm run precompute -- --recipe ${name}`)
    console.log(`npm run evaluate -- --compare default,${name}`)
  })

function parseName(text: string): string {
  if (isEncoderName(text)) return text
  throw new InvalidArgumentError(
    'It must be of a-z, 0-9, dot, dash and underscore, and begin with a letter or digit.',
  )
}

await runCommand(command)
