// Runs command lines one after the other in this process: node --import tsx tests/setup/command-host.ts JSON
import { z } from 'zod'

const lines = z.array(z.tuple([z.string(), z.array(z.string())])).parse(JSON.parse(process.argv[2] ?? ''))
const ends = []
for (const [place, [name, args]] of lines.entries()) {
  let stdout = ''
  let stderr = ''
  const write = { stdout: process.stdout.write, stderr: process.stderr.write }
  process.stdout.write = (chunk) => ((stdout += String(chunk)), true)
  process.stderr.write = (chunk) => ((stderr += String(chunk)), true)
  process.argv = [process.execPath, `scripts/${name}.ts`, ...args]
  process.exitCode = 0
  // A script runs when it is loaded, hence once for each address.
  await import(`../../scripts/${name}.ts?${place}`)
  process.stdout.write = write.stdout
  process.stderr.write = write.stderr
  ends.push({ code: process.exitCode, stdout, stderr })
}
process.exitCode = 0
process.stdout.write(JSON.stringify(ends))
