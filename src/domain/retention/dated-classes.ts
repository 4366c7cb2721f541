import { retentionClasses } from '../../data/retention-classes/index.js';
import type { RetentionClass } from './types.js';

/**
 * A file of `src/data/retention-classes` with the times of keeping as they were known on a day. A test holds each file to the schema beside
 * it.
 */
interface DatedClasses {
  readonly date: string;
  readonly classes: readonly RetentionClass[];
}

const [NEWEST] = (retentionClasses as readonly DatedClasses[]).toSorted((a, b) => b.date.localeCompare(a.date));

/**
 * The shortest times of keeping that a provision demands, from the newest file. They are not legal advice: an institution names the classes
 * that it falls under.
 */
export const DATED_CLASSES: readonly RetentionClass[] = NEWEST?.classes ?? [];
