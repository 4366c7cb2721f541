/** How the command line mends what the library says in its own words, by the reason of the error. */
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

/** The flags of a reason in brackets, after the remedy; nothing where there is none. */
export function flagsOf(reason: string | undefined): string {
  const flags = reason === undefined ? undefined : FLAGS[reason];
  return flags === undefined ? '' : ` (${flags})`;
}
