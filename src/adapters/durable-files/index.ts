/** Files that are on the disk, whole, once their writing is done. */

export { syncFolder, writeDurably } from './write-durably.js';
