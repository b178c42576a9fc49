/** Longer names are set smaller: they are sentences, or file names. */
const LONG = 60

/** A model's name as the heading of its page. */
export function ModelName({ name, as: Heading = 'h1' }: { name: string; as?: 'h1' | 'p' }) {
  const size = name.length > LONG ? 'text-[clamp(1.5rem,3vw,2.25rem)]' : 'text-[clamp(2.5rem,5vw,4.25rem)]'
  return (
    <Heading
      className={`font-display leading-[1.02] tracking-tight text-balance [overflow-wrap:anywhere] ${size}`}
    >
      <bdi>{name}</bdi>
    </Heading>
  )
}
