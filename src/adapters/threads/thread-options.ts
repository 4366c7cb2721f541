/**
 * How every thread is started: with no options of Node of its own. Options of V8 and of the process (`--expose-gc`, `--max-old-space-size`) hold in all
 * threads anyway, and Node refuses to start a thread to which they are passed; those of a program given as text (`--input-type=module --eval`) speak of
 * that text, and a thread begins with a file.
 *
 * @example new Worker(file, { ...THREAD_OPTIONS, workerData })
 */
export const THREAD_OPTIONS: { readonly execArgv: string[] } = { execArgv: [] };
