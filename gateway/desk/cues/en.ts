import type { Lexicon } from './lexicon.ts';

export const en: Lexicon = {
  lists: {
    system: `
      system* server* site sites website* webpage* platform* service* portal* network* database* db app apps
      application* production cluster* cloud api apis infrastructure store webstore webshop shop checkout internet
      connection line lines phones telephon* backend gateway* vpn intranet erp crm pos everything dashboard*
      software mailserver email mail tool environment* datacenter hosting host hosts instance* node nodes`,
    be: `
      is are was were be been being has have had went go goes gone going s re remains stays keeps keep still now`,
    fully: 'completely totally entirely fully all currently now still again also just suddenly both been',
    cannot: 'cannot cant couldnt unable not wont impossible nobody never neither',
    fails: `
      wont doesnt dont not cannot cant couldnt never fails failed failing fail refuses refused refusing unable didnt
      isnt`,
    data: `
      data file files record records document documents database databases db dbs backup backups information order
      orders emails messages photos pictures work history contacts invoices tables entries`,
    lost: 'lost deleted erased wiped corrupt* disappeared vanished gone overwritten destroyed purged unrecoverable',
    people: `
      user users customer customers client clients employee employees staff team teams colleague colleagues people
      member members visitors patients students guests office offices department departments company`,
    every: 'all every entire whole each none multiple',
    work: `
      operation* business* workflow* work productivity customer customers client clients patient patients revenue
      sales deadline* production process* efficiency performance trust transaction* deliver* project* user users
      team teams reputation students decision* compliance satisfaction schedul* reporting usability`,
    thing: `
      information info details documentation docs feature* quote quotation quotes update updates upgrade* change*
      modification* exchange replacement refund* return invoice* copy clarification integration* migration* demo
      enhancement* improvement* customi* estimate* pricing license* licence* subscription* training guide* manual
      receipt* forecast* addition* option* availab* cancel* extension brochure catalog* instructions data report
      reports records plan plans appointment meeting call`,
  },
  cues: {
    outage: `
      $every our? sites/services/systems/servers/apis/pages/requests/regions .. return/returns/returning/error/errors/502/503/500/fail/failing/failed
      outage, downtime, blackout, standstill, paraly*, meltdown
      $system .. $be $fully? $fully? down, $system $fully? down, we .. are $fully? down
      down for everyone/all/us/everybody
      everything $be? $fully? down, down since, down again, is it down, its down, it is down, went down, gone down
      completely/totally/entirely/fully unusable/inoperable/inoperative/broken/inaccessible/unavailable/nonfunctional/unresponsive/offline/unreachable/dead/stopped/stuck
      unusable, inoperable, inoperative, non/not operational, out of service/action
      $system .. $be/appears/seems $fully? $fully? offline/unreachable/unavailable/inaccessible/unresponsive/dead
      $system .. not $fully? reachable/accessible/available/responding/online, went offline, knocked offline
      not reachable for any/all/us
      nothing $be working, nothing works anymore/since, nothing works any more, nothing at all works
      none of our/the systems/services/servers/sites/apps .. work/works/working
      complete/total/entire/full/major/catastrophic/general/widespread/massive/whole .. failure/breakdown/collapse/shutdown/blackout/stoppage/disconnection
      $system failure/collapse/shutdown
      server*/network*/database*/platform*/website*/cluster*/cloud $be? has? failed/collapsed/died/crashed
      to a/an $fully? complete? total? grinding? full? abrupt? halt/standstill/stop/stand
      halted/stopped/stops/halts/paralyzed/paralysed .. operations/business/production/work/everything
      operations/business/production/work .. halted/stopped/paralyzed/paralysed/shut
      no one/nobody/none .. can/able/access/log/work/order/pay
      no one/nobody/none ... can/able access/log/work/login/use/connect/order/pay/to
      nobody/none of our/the/us $people? can/able/has, noone can, nobody .. work
      $every of? the? our? us? your? $people ... cannot/cant/unable/not/couldnt ... access/log/login/work/use/connect/order/pay/sign/reach
      all our? services/systems/servers/sites/stores/lines/phones .. down/failed/stopped/offline/unavailable
      cannot operate/trade, out of business
      $system .. broken/broke/breaks down, $system breakdown
      transactions/operations/sales/payments/orders/processes .. ceased/halted, production .. broken/stopped/failing
      no internet/connectivity/connection/service at all`,
    'security or data loss': `
      sql injection, xss, cross site scripting, csrf, remote code execution, privilege escalation, path traversal
      lost all/everything, lost .. notes/settings/entries/projects/progress/changes
      hack/hacked/hacker/hackers, ransomware*, malware*, spyware, keylogger*, trojan, botnet*, ddos, phishing
      phished
      data/security/privacy/account/network/system/information/confidential* .. breach*, breached
      breach of .. data/security/privacy/confidential*
      the/a/this/possible/potential/suspected breach, breach in .. security/data/system*, virus, infected
      account*/system*/server*/data/password*/credential*/network/website/site/security/mailbox* .. $be/been/fully compromised
      compromised account*/system*/server*/data/password*/credential*/network/website/mailbox*, been compromised
      compromised by
      compromised access/security, compromise* .. confidential*/sensitive/personal, security .. compromise*
      unauthori* .. access*/login*/transaction*/activity/user*/person*/entry/change*/transfer*/use
      not authori* .. access*, accessed without
      intrusion*, intruder*, break in, broke into, broken into, attacker*, brute force, identity theft, under attack
      suspicious/unusual/strange/unknown/unrecogni*/unfamiliar .. activit*/login*/logins/access*/sign/device*/ip/traffic/user/users
      cyber attack*, cyberattack*, cyber incident
      security incident*/violation*/threat*/vulnerabilit*/hole*/flaw*/leak*
      security/critical/serious/dangerous vulnerabilit*, vulnerabilit* .. found/discovered/detected/exploit*
      exploited
      stolen/steal/stole/stealing .. data/account*/password*/credential*/identity/information/money/laptop/device/phone/card
      $data .. stolen, theft of
      data/information/password*/credential*/customer* .. leak/leaked/leaks/leaking/leakage
      leak/leaked/leaking of? .. data/information/password*/credential*
      exposed/exposes/exposing/exposure of? .. data/information/records/password*/credential*
      $data .. $be publicly? exposed
      fraudulent, fraud on
      see/sees/saw/view/viewing/access .. other/another customers/users/peoples/persons/clients/companys
      sent/shown/visible to the? wrong customer*/person/recipient*/people
      data loss, loss of .. $data, lost .. $data, $data .. $be/have/has/all/got/were $lost, $data $lost, $lost $data
      losing .. $data
      corrupt/corrupted/corrupts, data/file/files/database/table/disk/index corruption, corruption of
      deleted our/my/all/the .. $data, accidentally .. deleted/erased/wiped, wiped .. $data`,
    danger: `
      caught/catches/on fire, fire broke, smoke, smoking, burning smell, smell* .. burn*/gas, sparks, sparking
      electric shock*, electrocut*, gas leak*, explod*, explosion, injur*, allergic reaction*, life threatening
      life in danger, poison*, evacuat*, carbon monoxide`,
    dead: `
      $fails getting? started, $fails .. start/starts/boot/boots/booting/launch/launches/launching
      $fails start/starting/booting/starting/open/opening/opens/load/loading/loads/respond/responding/responds/charge/charging/turning/powering
      $fails .. to start/boot/launch/open/load/respond/install
      $fails .. turn/turns/turning/power/powers/powering/switch on/up/back, $fails .. come/comes/coming on/up
      no longer starts/boots/opens/responds/turns/powers/loads/launches, stopped responding, unresponsive, dead
      bricked
      $fails work* .. at all, $fails .. install*, $fails .. installation, black/blank/white screen
      no power/signal/display/picture
      stopped .. working/functioning, stops .. working/functioning, ceased .. working/functioning/operating
      no longer works/working/functions/functioning/functional
      completely/totally/entirely .. failed/fails/broken, broke down, broken down, inoperative`,
    'no access': `
      $cannot ... log/sign/login/logon/signin/logging/signing in/into/on/onto/to
      cannot/cant/couldnt/unable ... login/logon/signin, not able to login/logon/signin
      $cannot .. access/reach/enter, $cannot .. accessing/reaching
      $cannot .. get into/in, access .. denied/blocked/revoked/lost/disabled/refused, denied access, locked out
      locked me/us out
      account* .. locked/blocked/disabled/suspended/deactivated/frozen, lost .. access, no access, without access
      no longer .. access
      login/logon/signin/authentication/sign/log in? .. fail*/issue*/problem*/error*/trouble*/loop/rejected
      password* .. reject*/invalid/fails/failing/expired, password .. doesnt/not .. work*/arriv*/accept*
      invalid credentials, credentials .. reject*
      $cannot .. reset/change/recover .. password
      trouble/difficult*/problem*/issue*/error*/failing .. logging/signing/accessing/log/login/sign
      2fa/mfa/otp/authenticator/factor .. not/fails/rejected/failing/doesnt, kicked/logged out, logs me/us out
      inaccessible`,
    crash: `
      crash/crashes/crashed/crashing, freez*, froze/frozen, hangs/hanging, hung up?, shuts .. down/off
      shut itself down/off
      shutting itself? down/off, shut down/off .. unexpectedly/randomly/itself/automatically/suddenly
      turns itself? off, powers off
      blue screen*, bsod, kernel panic, segfault*, segmentation fault, force clos*, forced shutdown*
      unexpected/random/sudden shutdown*/reboot*/restart*
      restarts/reboots/rebooting/restarting .. itself/randomly/constantly/automatically/unexpectedly/repeatedly
      keeps rebooting/restarting/closing/quitting/dying/stopping
      closes .. itself/automatically/unexpectedly/immediately/randomly, quits unexpectedly, out of memory
      memory leak*, core dump*, stack overflow, deadlock*`,
    disruption: `
      return/returns/returning/get/gets/getting/show/shows/with/http 500/502/503/504, bad gateway
      service unavailable, gateway timeout
      disrupt*, interrupt*, disconnect*, connection* .. drop*/lost/cut/lose*/losing
      loses/losing/lost .. connect*/signal
      timeout*, timed/times/timing out, time outs, unavailab*, instabilit*, unstable, breakdown*, drops out
      dropouts, dropping, dropped calls
      block/blocks/blocked/blocking, imped*, hinder*, hamper*, obstruct*, halted, halting, stuck, bottleneck*
      backlog*
      prevents/prevented/preventing, prevent us/me/our/users/customers, keeps us/me from, stops us/me from
      cannot .. proceed/continue/work/process/complete/deliver/ship
      degrad*, slow/slowly/slower/slowness/slowed, take/takes/taking/took ages/forever/long/minutes/hours
      take/takes/taking/took .. minutes/hours/seconds to, broken, not reachable, sluggish*, lag/lags/lagging/laggy
      latency, overheat*, fail/fails/failed/failing/failure*
      malfunction*, 500/502/503/504 .. error*, http 5xx/500/502/503/504, error* 500/502/503/504
      internal server error*, outages
      queue .. stuck/growing, delay/delays/delayed/delaying .. $work, disconnection*`,
    severe: `
      significant*, serious*, severe*, critical*, major, grave, gravely, drastic*, massive*, huge, extensive*
      substantial*, considerabl*, heav*
      catastroph*, disast*, emergency, widespread, crippl*, extreme*, profound*, alarming*, unacceptable
      intolerable, showstopper, blocker, greatly, badly
      several/many/numerous/various/multiple/hundreds/thousands/dozens of? our? users/customers/clients/devices/departments/products/systems/offices/teams/sites/employees/patients/locations/stores/applications/services/gadgets
      los* .. money/revenue/sales/customers/business/clients, financial/revenue loss*, costing us, costs us .. money
      affect*/impact*/disrupt*/hinder*/harm*/threaten*/jeopardi*/interrupt*/hurt*/imped*/compromis*/reduc*/interfer* ... $work
      impact/effect/consequences/strain on .. $work, business critical, mission critical, system critical
      cannot work, jeopard*, at risk
      due today/tomorrow, deadline* .. today/tomorrow/approach*/miss*, miss* .. deadline*, downtime for
      getting worse, gotten worse, worsen*, escalat*`,
    urgent: `
      urgent*, urgency, asap, as soon as possible, immediate*, emergency, right away, prompt*, high priority
      top/highest priority, at once
      critical, time sensitive, priorit*, within .. next? hours, without delay, as quickly as possible, swift*
      expedite*, today, tonight, quickly, eager*`,
    issue: `
      *exception*, isnt/arent/wasnt/werent *ed/*ing, is/are/was/were/gets/get not *ed/*ing
      doesnt/not accept*/remember*/clear*/close*/react*/scroll*/sort*/change*/allow*/let/count*/calculat*/translat*/ring/help/go/going/stay/play*/render*/complete*/finish*
      no longer work*, twice, empty, blank, stutter*, ignores, regression, nothing happens, jumps back/to, spam
      missing, stays at, leak/leaks, artifact*, crooked, truncated, cut off, lost in
      delay/delays/delayed, issue*, problem*, error*, bug, bugs, fault*, trouble, troubles, difficult*, glitch*
      incorrect*, wrong*, discrepan*, inconsisten*, inaccura*, invalid*
      defect*, exception, exceptions, npe, stacktrace, incompatib*, compatibility, mismatch*, overcharg*
      charged twice/double/again/too/incorrectly, double charge*, billed/charged for .. cancel*
      billed/charged .. twice/cancelled/canceled/wrong*/incorrect*
      declin*
      not/doesnt/dont/didnt/isnt/arent/wont/cant .. work*/function*/show*/display*/updat*/sync*/load*/receiv*/arriv*/appear*/refresh*/reset*/recogn*/save*/send*/print*/connect*/find*/see/match*/apply/reflect*/respond*/resolv*/register*/install*/exist*/recogni*
      $cannot .. use/see/find/open/save/send/print/connect/download/upload/complete/create/edit/delete/remove/add/view/update/export/import/sync*/pay/checkout/order/get/generate/submit
      unable to
      no longer .. see/able/possible/show*/available/appear*/receive*/get/find/valid/display*/connect*/sync*/access*
      flicker*, jam, jams, jammed, rejected, rejects, broken, damaged, misconfig*, conflict, conflicts
      unexpected*, unresolved, incident*
      unwanted, garbled, distorted, stale, duplicate*, dont/not recogni*, failing to, does nothing, no effect
      stopped, concern about, drains, overbill*, billing .. disput*, complaint*, malfunction*, cost overage`,
    mild: `
      intermittent*, sporadic*, occasional*, sometimes, time to time, now and then, once in a while, workaround*
      work around
      temporar* .. solution/fix/workaround/relief/measure*, interim .. solution/fix
      temporarily .. address*/solv*/resolv*/fix*, as a temporary, stopgap
      non critical, not critical, retrying .. works, still able to, can still, still works, works .. again
      working again, back up, back online, up again
      resolved itself, $be been? resolved/fixed/solved now/already, already resolved/fixed/solved, limited impact
      for the time being, seems to be? fine, in the meantime .. use/using/we, manually .. for now/meantime
      partially work*, partly work*, other functions .. work/fine`,
    minor: `
      minor, small .. bug*/issue*/problem*/error*/glitch*/question*/detail*/change*/thing*
      little .. bug*/issue*/problem*/error*/glitch*/question*, slight*, cosmetic*, typo*, trivial, tiny, negligible
      nitpick
      not/isnt/nothing .. urgent, no rush/hurry/urgency/pressure, not .. rush/hurry/pressing/priority
      nothing serious/critical/major/dramatic, low priority/urgency, lowest priority
      whenever .. time/convenient/possible/chance/get, when you .. have/get/find .. time/moment/minute/chance
      at your convenience, at your leisure, not .. bother*, just .. curious, just wondering
      thought id mention, looks different, misspell*, spelling, wording, alignment, aligned, just to let you know
      can wait, take your time`,
    request: `
      request*/require/requires/requiring/need/needs/seek/seeking/obtain/want/wants/like ... $thing
      feature/modification/change/enhancement/quote/information/update/upgrade/demo/refund/return/exchange/cancellation request*
      request for .. $thing
      inquir*, enquir*, a/quick/general/my/short/following/few/some question/questions
      question/questions about/regarding/concerning/on, ^ question/questions, how to/do/can, how would/should
      would like to know/understand/learn/discuss/have/see/order/buy/purchase/change/upgrade/cancel/return/exchange
      want to know/understand/learn/set/buy
      id like to know/see/understand/order/buy/return/exchange, wondering, curious, is it possible
      would it be possible, is there a/any way/option/plan/documentation, are there any
      please add, could you add, can you add, would be great/nice/helpful/useful/awesome/good, suggest*, feedback
      proposal*, wish list, feature idea
      quote, quotation, pricing, price list, prices, any/offer/volume discount/discounts, discounts for/on/available
      interested in, considering, clarif*
      documentation needed/request/unclear/available/for/on/about/regarding, is there documentation
      any documentation, updated .. forms/documentation, tutorial*, brochure, trial version, free trial
      ^ add/allow/implement/support/enable/improve/make/provide/introduce/extend/port/update/upgrade/remove/use/document/refactor/rename/replace/cleanup/bump/automatic/create/convert/migrate
      integrate with, integrating, integration with/for/options/guide, how .. integrat*, migrat* .. to/from
      setting up, set up, onboarding, upgrade to, upgrading, invoice copy, copy of, tax form*
      payment options/methods, best practice*, guidance on, advice on, optimiz* .. strategy
      no/without/any/receive*/unanswered .. response*/reply/replies .. to/from .. my/our/previous/you/earlier
      unanswered, unaddressed, follow up, following up, previous emails/messages/inquiries, status of my, when will
      estimated .. delivery, track* .. order, shipping/delivery/shipment/order/parcel/package .. delay*
      delay* .. shipping/delivery/shipment/order/parcel/package, delivered
      refund, an exchange, exchange for/of/request, warranty, return policy, cancel .. subscription/account/order
      rename, renewal, add .. user
      new feature*, should be able, would love`,
    everyone: `
      $every of? the? our? us? your? users/customers/clients/employees/staff/colleagues/people/members/offices/departments/locations/stores/branches/team/teams/company/organization/organisation/office/department/regions/sites/devices/services/systems/hospital/school
      everyone, everybody, no one, nobody, noone, company wide, companywide, organization wide, sitewide, site wide
      worldwide, globally, across .. regions/locations/company/organization/departments, none of us/our
      thousands/hundreds of .. users/customers/people/clients`,
    'one person': `
      only me, just me, only for me, one/single/only user/customer/colleague/employee
      one of our/my users/customers/colleagues/employees/clients, a colleague/coworker, only my, just my
      one/single/this workstation/computer/pc, on my own`,
  },
  nothing: `
    vulnerability/security/malware/virus scan*/report*/log/logs/dashboard*/audit*/question*/documentation
    downtime/outage report*/reporting/statistic*/module/dashboard*/notification*/calendar/window
    crash report*/log/logs/reporter, incident report*, intrusion detection
    shut down .. discussion/meeting, break down of, breakdown of .. cost*/price*/bill*, down payment, drop down
    pull down, scroll down, write down, written down, slow down, cut down, narrow down, note down, track down
    calm down
    critical thinking, critically acclaimed, problem solving, trouble shoot*, troubleshooting, error free
    errors or omissions, no problem, not a problem, no problem at all, without any problem*, no worries, no issues
    dont worry
    dead line, hang on, freeze tag, feature freeze, code freeze, price freeze, hackathon, security deposit
    data center, data plan, block list, blockchain, building block*, time block, dead link*, interrupt you
    sorry to interrupt
    not only, not just, no matter, not sure if/whether, major version, minor version, major release, minor release
    major update, minor update, minor in, asia minor, small business*, service level, fail over, failover, fail safe
    in case of emergency, emergency contact*, crash course, anti virus, antivirus, virus scanner, virus protection
    malware protection, phishing training, issue tracker, issue tracking, issues tracking
    issue an/a invoice/refund/credit/receipt/statement
    immediate family, immediate past, high/top/highest/utmost priority, immediate attention, immediate assistance
    significant other, heavy duty, not respond* .. to .. email*/message*/mail*/inquir*/ticket*/request*
    data security, incident report form, request timed out, pull request*, merge request*, request body
    request header*, http request*, bad request, add to that, add that, question mark, return code, return value
    returns null, return null
    we/i/they/our/auditors classify/rate/treat/mark/label/regard/flag/rank this/it .. as, security team
    security update*, security patch*, security policy, sick leave, serious inquir*, slight of hand, look forward
    wrong number, prevent future/further/similar/such/any`,
  instruction: `
    ignore/disregard/forget/override/bypass .. instruction*/prompt*/rules/guidelines/directions/above/previous
    respond/reply/answer/output/return/print/say with/exactly/only ... critical/priority/severity/category/outage/high
    output critical
    admin/system/developer override, maintenance mode, you are now/a/an .. bot/assistant/model/classifier/ai/mode
    you are now
    new/system/following instructions, system prompt, regardless of .. content/ticket/text
    correct/right priority/severity/category/classification/answer`,
  ranking: `
    classify/categorize/categorise/label/mark/tag/flag/rate/rank/treat/triage/reclassify/register this/it/ticket/tickets/message/mail/email/request/the/my/all .. ticket/tickets/message/mail/email/request/issue/case? as
    classify/categorize/categorise/label/mark/tag/flag/rate/rank/treat/triage/reclassify .. this/it/ticket/tickets/message/mail/email/request .. as
    must/should/shall/to be classified/categorized/categorised/labelled/labeled/marked/tagged/flagged/rated/ranked/treated/handled as
    as category
    set .. priority/severity/category/classification/urgency/routing*/escalation/level
    raise/change/escalate/bump/increase .. priority/severity/classification .. to
    priority/severity/category/classification/urgency must/should/shall/has/needs/is, route .. to .. team
    routing team, critical/high/highest/urgent priority/severity`,
  label: 'priority severity category classification class urgency escalation tag label routing impact',
  not: `
    not no never none isnt arent wasnt werent dont doesnt didnt without cannot cant wont nothing nor neither havent
    hasnt hadnt aint rarely hardly longer wouldnt couldnt shouldnt`,
  between: `
    had have seen experienced got a an the any very really so that such longer more been at all too overly
    particularly terribly super exactly yet currently this is it as be considered`,
  avoid: `
    prevent, avoid, preventing, avoiding, prevention of, protect* .. against/from, in case of, in the event of
    safeguard* against, guard against, insurance against, secure against, to minimize/minimise/mitigate/reduce
    backup* against`,
  avoided: `
    prevention, protection, drill, policy, insurance, scenario, simulation, recovery plan, monitoring, statistics
    history page, notification settings`,
  perhaps: `
    potential*, possible, possibly, might, may, could be/cause/lead/result/become/happen, risk of, if, theoretical*
    maybe, perhaps, what happens, planned, scheduled, likely`,
};
