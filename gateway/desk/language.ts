import type { Language } from './letter.ts';

/** Italian, Dutch and the Scandinavian languages look like ours; known, they are not taken for them. */
type Known = Language | 'other';

/** Words every text of a language is full of, and a few of every mail to a help desk. */
const WORDS: Record<Known, string> = {
  en: `the and is are was were be been being have has had having do does did doing don't doesn't didn't can't won't i'm
    it's not this that these those with from for of to in on at by an a you your yours we our us they them their it its
    my me i he she would could should will can cannot may might must please when what which where why how who there
    here any some all every as if so or but about after before since because than then into out up over only just also
    more most very still now today yesterday need help thanks thank hello hi dear get got getting no yes new old one
    two soon back same own being while again each other such team issue working works`,
  de: `der die das den dem des ein eine einen einem einer eines und oder aber ist sind war waren wird werden wurde wurden
    sein hat haben habe hatte hatten kann können koennen könnte konnte muss müssen soll sollte nicht kein keine keinen
    mit von für fuer auf aus bei beim nach zu zum zur im in am an ab um über ueber unter vor durch gegen ohne seit bis
    wir ich sie er es uns unser unsere unserer unserem unseren ihr ihre ihrer ihrem ihren mein meine meiner meinem
    meinen mich mir sich dass wenn weil als wie was wo wann wer auch noch schon nur sehr mehr immer jetzt heute gestern
    bitte danke hallo liebe lieber sehr geehrte geehrter guten tag grüße gruss gruß freundlichen alle allen diese dieser
    dieses diesen hier dort gibt geht kommt keiner etwas leider vom wieder selbst jeder jede jedes dringend fehler`,
  es: `el la los las un una unos unas de del al a y o u que es son está están estan esta este esto estos estas ese esa eso
    fue han ha he hemos había hay con por para en no se su sus nuestro nuestra nuestros nuestras mi mis me nos lo le les
    pero como cómo más mas muy ya cuando cuándo desde hasta sobre entre sin también tambien porque si sí todo toda todos
    todas puede puedo podemos pueden podría tengo tenemos tiene gracias hola buenos buenas días saludos favor usted
    ustedes donde dónde quiero quisiera necesito necesitamos cada hace ayer hoy ahora antes después algunas algunos otro
    otra nadie nada cual qué ser estoy estamos me sale dos mes cierra funciona cuenta tienen estimado estimados`,
  fr: `le la les l un une des du de d et ou est sont était été etre être ai as a avons avez ont avec pour dans sur sous par
    pas ne n ce cet cette ces c nous vous je j il elle ils elles on notre nos votre vos mon ma mes me m se s sa son ses
    qui que qu quoi où au aux en mais donc car si plus moins très bien comme depuis après avant sans entre chez tout
    toute tous toutes quand comment puis peut peux pouvez pouvons faire fait merci bonjour cordialement madame monsieur
    y rien personne aucun aucune chaque encore déjà hier ici fois deux serait avoir cela lors afin jour semaine leur`,
  pt: `o os a as um uma uns umas de do da dos das no na nos nas ao aos à às pelo pela e ou que é são foi está estão estava
    com por para em não nao se seu sua seus suas nosso nossa nossos nossas meu minha meus minhas me nos lhe mas como
    mais muito já quando desde até sobre entre sem também porque sim todo toda todos todas pode posso podemos podem
    tenho temos tem têm obrigado obrigada olá ola bom boa dia tarde prezados prezado caro atenciosamente você vocês voce
    vocês onde quero gostaria preciso precisamos cada há hoje ontem agora antes depois alguma algumas alguns outro outra
    ninguém nada qual isso isto esse essa este esta estou estamos consigo conseguimos conseguem fui ser dois duas mês
    nenhum nenhuma vezes saindo seria caiu`,
  other: `il lo gli di del della dei delle nel nella che non per con una uno sono è stato abbiamo ho hanno mi ci si più
    anche questo questa grazie buongiorno ciao salve alla dal dalla come quando nostro vostro perché molto
    het een van niet dat deze dit zijn voor met aan op ook maar naar wij hebben heeft kan kunnen geen bij als uit wordt
    graag bedankt mijn ons onze jullie u ik hij zij wat waar nog wel
    och att det som en ett är på av för med inte har jag vi kan till den och ikke jeg er på til af fra og du
    nie się jest to na że do z w i nie mam proszę dziękuję`,
};

/** Endings and letters that speak for a language in words we do not know. */
const SIGNS: readonly [Known, RegExp][] = [
  ['de', /[äöüß]|(?:ung|ungen|keit|heit|lich|isch|schaft)$|sch/],
  ['es', /ñ|[áíóú]|(?:ción|ciones|amos|emos|ado|ados)$/],
  ['fr', /[èêëîïœùû]|(?:eux|euse|ment|ique|ons|ez|é|ée|és)$/],
  ['pt', /[ãõ]|(?:ção|ções|ável|ível|mente)$|lh|nh/],
  ['en', /(?:ing|ness|ly|ed)$|^th|wh|ght/],
  ['other', /[åøłżęąćśźě]|(?:zione|zioni|ij|aa)$|ij|gg$/],
];
/** A sign is weaker than a known word. */
const SIGN = 0.4;

/** A text does not become clearer further on. */
const ENOUGH = 20_000;
/** Less is a name or a product. */
const FEWEST = 1.2;
/** The best must lead the next by this factor: German with an English error message is German. */
const LEAD = 1.25;

/** Which languages a word speaks for: for each a little when several share it. */
const SPEAKS = new Map<string, Set<Known>>();
for (const [language, words] of Object.entries(WORDS) as [Known, string][])
  for (const word of words.split(/\s+/)) SPEAKS.set(word, (SPEAKS.get(word) ?? new Set<Known>()).add(language));

type Votes = readonly (readonly [Known, number])[];

// The words of a language recur from text to text; one full of noise only empties this.
const REMEMBERED_WORDS = 20_000;
const votes = new Map<string, Votes>();

/** For which languages a word speaks, and how much. */
function votesOf(word: string): Votes {
  const known = votes.get(word);
  if (known) return known;
  if (votes.size >= REMEMBERED_WORDS) votes.clear();
  const languages = SPEAKS.get(word);
  const cast: Votes = languages
    ? [...languages].map((language) => [language, 1 / languages.size])
    : SIGNS.flatMap(([language, sign]) => (sign.test(word) ? [[language, SIGN] as const] : []));
  votes.set(word, cast);
  return cast;
}

const NOTHING = ['other', 0] as const;

/** The language a text is written in, by its small words, endings and letters; null when unsure. Linear. */
export function languageOf(text: string): Language | null {
  const score: Record<Known, number> = { en: 0, de: 0, es: 0, fr: 0, pt: 0, other: 0 };
  for (const word of wordsOf(text)) for (const [language, weight] of votesOf(word)) score[language] += weight;
  const ranked = (Object.entries(score) as [Known, number][]).sort(([, a], [, b]) => b - a);
  const [[best, most], [, next]] = [ranked[0] ?? NOTHING, ranked[1] ?? NOTHING];
  return best === 'other' || most < FEWEST || most < next * LEAD ? null : best;
}

/** Longer ones are keys and noise. */
const LONGEST_WORD = 30;

/** Words in lower case; an apostrophe parts l'accès but not can't. */
function wordsOf(text: string): string[] {
  const plain = text.slice(0, ENOUGH).toLowerCase().normalize('NFC').replace(/[’ʼ]/g, "'");
  return [...plain.matchAll(/\p{L}+(?:'(?:t|s|m|re|ve|ll|d)(?!\p{L}))?/gu)]
    .map(([word]) => word)
    .filter((word) => word.length <= LONGEST_WORD);
}
