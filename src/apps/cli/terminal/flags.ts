import type { TribuneError } from '../../../core/base/errors.js';

/** Flags that mend an error of the library, by the reason of the error. */
const FLAGS: Readonly<Record<string, string>> = {
  'background-missing': '--background FILE',
  'cutoff-scale': '--cutoff-scale raw or --cutoff-scale linked',
  'cutoff-missing': '--cutoff C',
  'baseline-too-few': '--baseline NAME',
  'policy-mistakes': '`tribune policy check` shows what is left',
  'label-positive': '--label-positive VALUE',
  'prediction-positive': '--prediction-positive VALUE',
  'score-or-prediction': '--score COLUMN --cutoff X',
  'roles-cutoff': '--cutoff, --prediction',
  'roles-weightKind': '--weight-kind needs --weight COLUMN',
  'roles-labelPositive': '--label-positive needs --label COLUMN',
  'roles-predictionPositive': '--prediction-positive needs --prediction COLUMN',
};

/** How the command line rewords an error of the library: as wrong use of a flag, or with replacements in message and remedy. */
interface InFlags {
  readonly usage?: true;
  readonly message?: readonly [from: string | RegExp, to: string];
  readonly remedy?: readonly [from: string | RegExp, to: string];
}

const IN_FLAGS: Readonly<Record<string, InFlags>> = {
  'row-unknown': { usage: true, message: [/^/, '--'] },
  'rows-too-many': { remedy: ['one row', 'one row (--row N)'] },
  'inputs-unfit': { usage: true, message: [/^/, '--'], remedy: ['the names out', '--inputs out'] },
  'inputs-unnamed': { remedy: ['of the model', 'of the model: --inputs A,B,...'] },
  'categories-unnamed': { remedy: ['Name them', "Name them: --categories 'NAME=FIRST,SECOND,...'"] },
  'category-unseen': { remedy: ['apply the', 'say --unseen model to apply the'] },
  'single-reference': { remedy: ['say so if', '`tribune explain --single-reference` if'] },
  'method-needs-model': { usage: true, message: [/^/, '--'], remedy: ['a background', '--background'] },
  'server-needs-background': { usage: true, remedy: ['a background', '--background DATA'] },
  'surrogate-needs-background': {
    usage: true,
    message: ['a surrogate', '--surrogate'],
    remedy: ['a background', '--background DATA'],
  },
  'groups-too-many': { usage: true, message: [/^/, '--'] },
  'group-column-missing': { message: [/$/, ' (named by --by)'] },
  'labels-missing': { remedy: ['became true, or leave the label out', 'became true (--label), or leave --label out'] },
  'one-output': { usage: true, message: [/^output /, '--output '], remedy: ['output 0', '--output 0'] },
  'cutoff-of-score': { usage: true, remedy: ['the score', '--cutoff C, the score'] },
  'versions-need-files': { usage: true },
};

/** An error in the words of the command line: code, message and remedy name its flags. */
export function inFlags(error: TribuneError): Pick<TribuneError, 'code' | 'message'> & { readonly remedy: string } {
  const { code, message, remedy = '', reason, place } = error;
  const said = reason === undefined ? undefined : IN_FLAGS[reason];
  const replaced = (text: string, [from, to]: readonly [string | RegExp, string] = ['', '']): string =>
    text.replace(from, () => to.replace('NAME', () => place?.name ?? 'NAME'));
  return {
    code: said?.usage ? 'USAGE' : code,
    message: replaced(message, said?.message),
    remedy: `${replaced(remedy, said?.remedy)}${flagsOf(reason)}`.trim(),
  };
}

/** The flags of a reason in brackets, to follow the remedy; empty where there are none. */
function flagsOf(reason: string | undefined): string {
  const flags = reason === undefined ? undefined : FLAGS[reason];
  return flags === undefined ? '' : ` (${flags})`;
}
