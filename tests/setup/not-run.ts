import type { Reporter, TestModule, Vitest } from 'vitest/node'
import { OVER_BOTH } from './database-tests'

/** Names the tests that did not run here, say for want of an engine. */
export default class NotRunReporter implements Reporter {
  private isWhole = true

  onInit(vitest: Vitest): void {
    this.isWhole = vitest.config.testNamePattern === undefined
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    if (!this.isWhole) return
    for (const file of modules) {
      // What makes no sense over PostgreSQL runs over SQLite.
      if (file.project.name.startsWith('postgresql') && OVER_BOTH.includes(file.relativeModuleId)) continue
      for (const test of file.children.allTests('skipped')) console.log(`not run: ${test.fullName}`)
    }
  }
}
