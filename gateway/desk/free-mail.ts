/**
 * Domains at which anybody can have an address: it says nothing of the company they work for. The list names what people
 * use most, not all there is; an organisation that was given such a domain all the same is refused only for these.
 */
const PROVIDERS = new Set(
  `gmail.com googlemail.com icloud.com me.com mac.com aol.com aim.com msn.com ymail.com rocketmail.com mail.com email.com
  proton.me protonmail.com protonmail.ch pm.me tutanota.com tuta.com tuta.io hey.com fastmail.com fastmail.fm zoho.com
  hushmail.com inbox.com usa.com duck.com privaterelay.appleid.com
  web.de t-online.de freenet.de arcor.de posteo.de mailbox.org online.de 1und1.de vodafone.de kabelmail.de
  bluewin.ch hispeed.ch sunrise.ch aon.at chello.at utanet.at
  orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr bbox.fr numericable.fr voila.fr
  libero.it virgilio.it tiscali.it alice.it tin.it telefonica.net terra.es ono.com sapo.pt clix.pt
  telenet.be skynet.be proximus.be ziggo.nl kpnmail.nl planet.nl home.nl hetnet.nl xs4all.nl casema.nl
  btinternet.com virginmedia.com ntlworld.com talktalk.net sky.com blueyonder.co.uk tiscali.co.uk eircom.net
  comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net optonline.net juno.com
  frontier.com windstream.net roadrunner.com rr.com shaw.ca rogers.com sympatico.ca telus.net videotron.ca
  bigpond.com bigpond.net.au optusnet.com.au iinet.net.au xtra.co.nz
  uol.com.br bol.com.br terra.com.br ig.com.br globo.com globomail.com oi.com.br prodigy.net.mx
  mail.ru inbox.ru list.ru bk.ru rambler.ru ya.ru ukr.net i.ua inbox.lv seznam.cz centrum.cz azet.sk
  wp.pl o2.pl onet.pl interia.pl gazeta.pl op.pl abv.bg freemail.hu citromail.hu
  telia.com online.no hotmail.se spray.se bredband.net luukku.com mail.dk jubii.dk
  qq.com foxmail.com 163.com 126.com yeah.net sina.com sohu.com 139.com naver.com hanmail.net daum.net nate.com
  docomo.ne.jp ezweb.ne.jp softbank.ne.jp nifty.com rediffmail.com mweb.co.za`.split(/\s+/),
);

/** Those that have a domain in many countries: yahoo.fr, hotmail.co.uk, live.com.mx. */
const EVERYWHERE = /^(?:yahoo|hotmail|outlook|live|gmx|yandex|windowslive)\.(?:(?:com?|org|net)\.)?[a-z]{2,3}$/;

export const isFreeMail = (domain: string): boolean => PROVIDERS.has(domain) || EVERYWHERE.test(domain);
