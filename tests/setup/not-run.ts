import type { Reporter, TestModule, Vitest } from 'vitest/node'

/** Names the tests that did not run here, say for want of an engine. */
export default class NotRunReporter implements Reporter {
  private isWhole = true

  onInit(vitest: Vitest): void {
    this.isWhole = vitest.config.testNamePattern === undefined
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    if (!this.isWhole) return
    for (const file of modules) {
      for (const test of file.children.allTests('skipped')) console.log(`not run: ${test.fullName}`)
    }
  }
}
