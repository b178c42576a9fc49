/** Longer names are set smaller: they are sentences, or file names. */
const LONG = 40

/** A model's name as the heading of its page: one line on a phone, where its facts say it whole. */
export function ModelName({ name, as: Heading = 'h1' }: { name: string; as?: 'h1' | 'p' }) {
  const size = name.length > LONG ? 'text-xl lg:text-3xl' : 'text-3xl lg:text-5xl'
  return (
    <Heading
      title={name.length > LONG ? name : undefined}
      className={`mt-3 line-clamp-1 font-display leading-tight tracking-tight text-balance wrap-anywhere sm:line-clamp-3 lg:mt-5 ${size}`}
    >
      <bdi>{name}</bdi>
    </Heading>
  )
}
