// A model's page as it is when the site is reached by `site`, an origin that a proxy names: lib/http/site-server.ts leads
// here, and nobody else gets here. Kept like the other one, for each origin by itself, since it names its own address.
export const dynamic = 'force-static'
export const generateStaticParams = () => []

export { default, generateMetadata } from '@/app/models/[uid]/page'
