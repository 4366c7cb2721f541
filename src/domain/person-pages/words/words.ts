import { personTexts } from '../../../data/person-texts/index.js';

/** A file of `src/data/person-texts`; a test holds each to the schema beside it. */
interface PersonTexts {
  readonly locale: string;
  readonly name: string;
  readonly direction: 'ltr' | 'rtl';
  readonly date: string;
  readonly texts: Readonly<Record<PersonText, string>>;
}

export type PersonText =
  | 'skip'
  | 'languages'
  | 'menu'
  | 'menuDecision'
  | 'menuContest'
  | 'menuStatus'
  | 'menuOutcome'
  | 'menuBack'
  | 'leave'
  | 'questions'
  | 'enterTitle'
  | 'enterText'
  | 'enterField'
  | 'enterHint'
  | 'enterButton'
  | 'openText'
  | 'unusableTitle'
  | 'unusableText'
  | 'unusableNext'
  | 'unusableAgain'
  | 'manyTitle'
  | 'manyText'
  | 'closedTitle'
  | 'closedText'
  | 'erasedTitle'
  | 'erasedText'
  | 'failTitle'
  | 'failText'
  | 'tooLarge'
  | 'codeTitle'
  | 'codeText'
  | 'codeKeep'
  | 'codeLink'
  | 'codeGo'
  | 'codeNew'
  | 'backTitle'
  | 'backText'
  | 'decisionTitle'
  | 'whatTitle'
  | 'favourable'
  | 'unfavourable'
  | 'level'
  | 'amount'
  | 'decidedOn'
  | 'about'
  | 'system'
  | 'routeAutomatic'
  | 'routeReviewed'
  | 'routeFallback'
  | 'whyTitle'
  | 'whyPending'
  | 'whyNone'
  | 'whyWithheld'
  | 'whyFavourable'
  | 'whyInputs'
  | 'onFile'
  | 'changesTitle'
  | 'changesText'
  | 'change'
  | 'changesNone'
  | 'factsTitle'
  | 'factsText'
  | 'factHead'
  | 'valueHead'
  | 'yes'
  | 'no'
  | 'empty'
  | 'factsButton'
  | 'rightsTitle'
  | 'rightsText'
  | 'rightsHow'
  | 'rightsOver'
  | 'redressTitle'
  | 'receiptTitle'
  | 'receiptText'
  | 'receiptFile'
  | 'openingFile'
  | 'receiptCheck'
  | 'receiptPending'
  | 'contestTitle'
  | 'contestText'
  | 'correctTitle'
  | 'correctText'
  | 'correctField'
  | 'correctHint'
  | 'correctNone'
  | 'keep'
  | 'statementTitle'
  | 'statementField'
  | 'statementHint'
  | 'save'
  | 'check'
  | 'saved'
  | 'mistakesTitle'
  | 'mistakeNumber'
  | 'mistakeLong'
  | 'mistakeStatement'
  | 'mistakeNothing'
  | 'changedTitle'
  | 'changedText'
  | 'changedOther'
  | 'checkTitle'
  | 'checkText'
  | 'checkCorrections'
  | 'checkStatement'
  | 'checkNothing'
  | 'send'
  | 'goBack'
  | 'statusTitle'
  | 'statusNone'
  | 'statusDraft'
  | 'statusSent'
  | 'statusNumber'
  | 'statusNext'
  | 'stageWaiting'
  | 'stageReading'
  | 'stagePanel'
  | 'stageAwaiting'
  | 'stageEscalated'
  | 'stageDecided'
  | 'stageTold'
  | 'answerBy'
  | 'answerLate'
  | 'withdrawText'
  | 'withdraw'
  | 'withdrawn'
  | 'yourWords'
  | 'outcomeTitle'
  | 'outcomeNone'
  | 'outcomeChanged'
  | 'outcomeKept'
  | 'outcomeBefore'
  | 'outcomeNow'
  | 'wordFavourable'
  | 'wordUnfavourable'
  | 'howRecheck'
  | 'howReview'
  | 'howPanel'
  | 'outcomeReasons'
  | 'outcomeApplied'
  | 'outcomeNotApplied'
  | 'print'
  | 'outcomeOn'
  | 'evidenceTitle'
  | 'evidenceText'
  | 'evidenceField'
  | 'evidenceHint'
  | 'evidenceSafe'
  | 'evidenceAdd'
  | 'evidenceNone'
  | 'evidenceAdded'
  | 'evidenceOne'
  | 'evidenceUnnamed'
  | 'evidenceRemove'
  | 'evidenceClosed'
  | 'evidenceGo'
  | 'evidenceFirst'
  | 'evidenceBad'
  | 'badEmpty'
  | 'badKind'
  | 'badBroken'
  | 'badActive'
  | 'badPixels'
  | 'badLocked'
  | 'badLarge'
  | 'badFull'
  | 'askTitle'
  | 'askText'
  | 'askWhy'
  | 'askNext'
  | 'askSkip'
  | 'askPartly'
  | 'askSend'
  | 'askThanks'
  | 'wrongTitle'
  | 'wrongGo'
  | 'wrongText'
  | 'wrongCheck'
  | 'wrongResult'
  | 'wrongAsRecorded'
  | 'wrongSame'
  | 'wrongOther'
  | 'wrongNotRun'
  | 'wrongNone'
  | 'wrongCannot'
  | 'heldTitle'
  | 'heldPurpose'
  | 'heldText'
  | 'heldFacts'
  | 'heldDecision'
  | 'heldWords'
  | 'heldFiles'
  | 'heldMessages'
  | 'heldCopy'
  | 'requestTitle'
  | 'requestText'
  | 'requestCopy'
  | 'requestErasure'
  | 'requestConsent'
  | 'requestOpen'
  | 'requestDone'
  | 'requestRefused'
  | 'becauseHold'
  | 'becauseLaw'
  | 'becauseIdentity'
  | 'mandateTitle'
  | 'mandateText'
  | 'mandateNone'
  | 'mandateOne'
  | 'mandateOver'
  | 'mandateSee'
  | 'mandateContest'
  | 'mandateRequests'
  | 'mandateEnd'
  | 'mandateLink'
  | 'mandateNew'
  | 'mandateName'
  | 'mandateMay'
  | 'mandateUntil'
  | 'mandateHint'
  | 'mandateGive'
  | 'mandateCodeTitle'
  | 'mandateCodeText'
  | 'mandateBack'
  | 'mandateBad'
  | 'mandateBadName'
  | 'mandateBadMay'
  | 'mandateBadDay'
  | 'mandateFull'
  | 'mandateActing'
  | 'deniedTitle'
  | 'deniedText'
  | 'heldMandates';

const NEWEST = (personTexts as readonly PersonTexts[])
  .toSorted((a, b) => b.date.localeCompare(a.date))
  .filter((one, at, all) => all.findIndex(({ locale }) => locale === one.locale) === at)
  .toSorted((a, b) => a.locale.localeCompare(b.locale));

/** Languages that have texts, as BCP 47 tags. */
export const PERSON_LANGUAGES: readonly string[] = NEWEST.map(({ locale }) => locale);

/** Language of pages that nobody chose one for. */
export const DEFAULT_LANGUAGE = 'en';

/** Words of one language, and how it writes dates. */
export class Words {
  readonly language: string;
  readonly name: string;
  readonly direction: 'ltr' | 'rtl';
  readonly #texts: PersonTexts['texts'];
  readonly #dates: Intl.DateTimeFormat;

  constructor({ locale, name, direction, texts }: PersonTexts) {
    this.language = locale;
    this.name = name;
    this.direction = direction;
    this.#texts = texts;
    this.#dates = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, { dateStyle: 'long', timeZone: 'UTC' });
  }

  /** A text with its words in braces filled in. */
  of(key: PersonText, values: Readonly<Record<string, string>> = {}): string {
    return this.#texts[key].replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  }

  /** A text in pieces, so that what is filled in can be marked as being of another language or direction. */
  pieces(key: PersonText): readonly (string | { readonly name: string })[] {
    return this.#texts[key].split(/(\{\w+\})/).flatMap((piece) => {
      const name = /^\{(\w+)\}$/.exec(piece)?.[1];
      return piece === '' ? [] : [name === undefined ? piece : { name }];
    });
  }

  /** A day by UTC. */
  date(ms: number): string {
    return this.#dates.format(ms);
  }
}

const ALL = new Map(NEWEST.map((one) => [one.locale, new Words(one)]));

/** Words of a language; those of the default one where it has none. */
export const wordsIn = (language: string): Words => ALL.get(language) ?? ALL.get(DEFAULT_LANGUAGE)!;
