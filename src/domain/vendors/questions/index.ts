import { vendorQuestions } from '../../../data/vendor-questions/index.js';

/** A question that whoever answers for a system asks the vendor of a part of it. */
export interface VendorQuestion {
  readonly id: string;
  readonly asks: string;
  /** What comes of not knowing it. */
  readonly because: string;
}

interface DatedQuestions {
  readonly date: string;
  readonly origin: string;
  readonly questions: readonly VendorQuestion[];
}

/** The newest file; a test holds each to the schema beside it. */
export const VENDOR_QUESTIONS: DatedQuestions = (vendorQuestions as readonly DatedQuestions[])
  .toSorted((a, b) => a.date.localeCompare(b.date))
  .at(-1)!;
