// Waits for a line on its input, tries the lock of a folder, says what came of it, and holds it until the input ends.
import process from 'node:process';
import { lockFolder } from '../../../src/adapters/data-folder/lock.js';

const [folder] = process.argv.slice(2) as [string];
process.stdin.setEncoding('utf8').once('data', () => {
  try {
    lockFolder(folder);
    console.log('got');
  } catch (cause) {
    console.log((cause as { code: string }).code);
  }
});
process.stdin.on('end', () => process.exit());
console.log('here');
