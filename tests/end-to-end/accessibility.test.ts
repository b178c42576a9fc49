import { AxeBuilder } from '@axe-core/playwright'
import { describe, expect, it } from 'vitest'
import { withBrowser, visit } from '../setup/browser'

withBrowser()

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  it.each(['/', '/?query=cat', '/?query=zzzzqq', '/models/dragon', '/about', '/models/nobody'])(
    '%s has nothing that axe objects to',
    async (path) => {
      const page = await visit(path, { colorScheme })
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual(
        [],
      )
    },
  )
})
