// A job that ends before it has begun a run, in the way that its argument says.
const [way] = process.argv.slice(2)
if (way === 'killed') process.kill(process.pid, 'SIGKILL')
if (way === 'silent') process.exitCode = 7
if (way === 'crashed') {
  console.error('FATAL ERROR: no memory left')
  process.exitCode = 134
}
if (way === 'refused') {
  console.error('\nThere is no model with a thumbnail.')
  process.exitCode = 1
}
