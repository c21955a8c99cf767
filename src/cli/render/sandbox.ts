import type { RunningSandbox } from '../../services/sandbox.ts'
import { renderKeyValues } from './key-values.ts'

/** Where the simulated systems are, and how to go on. */
export const renderSandbox = (running: Omit<RunningSandbox, 'close'>): string => {
  const addresses = renderKeyValues([
    ['D365', running.d365],
    ['Airbase', running.airbase],
    ['Control', running.control],
  ])
  const expected = `It holds documents to be written (${running.expected.written}), payments that follow their invoices (${running.expected['waits-for-booking']}), and some to park (${running.expected.parked}) or skip (${running.expected.skipped}).`
  if (running.files === null) return `${addresses}\n\n${expected}\nCtrl-C ends it.`
  const folder = `--config-dir ${running.files.settings.replace(/\/[^/]*$/, '')}`
  const steps = [
    `printf sandbox-client-secret | ml-connector auth login d365 --secret client-secret ${folder}`,
    `printf sandbox-airbase-token | ml-connector auth login airbase --secret token ${folder}`,
    ...Object.entries(running.files.mapping).map(([route, file]) => `ml-connector mapping import ${route} ${file} ${folder}`),
    `ml-connector dry-run airbase-to-d365 ${folder}`,
    `ml-connector sync airbase-to-d365 ${folder}`,
    `curl -X POST ${running.control}/d365/book`,
  ]
  return `${addresses}\n\n${expected}\n\nIn another terminal:\n${steps.map((step) => `  ${step}`).join('\n')}\n\nCtrl-C ends it.`
}
