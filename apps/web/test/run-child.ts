/** A process that executes runs of a data folder, to be killed. Argument: the folder. */
import { openPipeline, parseConfig } from '@upflow/pipeline'

await openPipeline({ config: parseConfig({ UPFLOW_DATA_DIR: process.argv[2] }), concurrency: 2 })
process.send!('up')
