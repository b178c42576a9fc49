import { readFile } from 'node:fs/promises'
import { z } from 'zod'

const packageFile = z.object({ version: z.string() })

/** The version of what runs here, as package.json has it: commands and server are run in the checkout. */
export async function readPackageVersion(): Promise<string> {
  return packageFile.parse(JSON.parse(await readFile('package.json', 'utf8'))).version
}
