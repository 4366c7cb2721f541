import { hasShared, sharedDir } from './shared.js';

/** Says once, in one line, that the reference suites are skipped. */
export default function announce(): void {
  if (!hasShared) console.log(`reference suites skipped: no ${sharedDir.split('/').slice(-1)}/ beside the project`);
}
