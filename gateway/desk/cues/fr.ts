import type { Lexicon } from './lexicon.ts';

export const fr: Lexicon = {
  lists: {
    system: `
      système* serveur* site sites page plateforme* service* portail* réseau* base bases application applications
      appli applis app boutique production infrastructure cloud internet connexion ligne lignes téléphon* api tout
      messagerie cluster erp crm vpn logiciel* environnement* routeur* outil* web`,
    be: 'est sont était étaient a ont été reste restent demeure semble semblent se fut',
    fully: `
      complètement totalement entièrement tous toutes actuellement de nouveau encore toujours maintenant tout été à`,
    down: `
      hs down inaccessible* indisponible* inutilisable* inopérant* injoignable* déconnecté* arrêté* paralysé* tombé*
      interrompu*`,
    people: `
      utilisateurs utilisatrices clients employés collaborateurs salariés équipe équipes personnes collègues
      personnel membres patients élèves bureaux bureau services agences magasins sites entreprise société
      organisation régions appareils`,
    every: 'tous toutes toute tout chaque aucun aucune entière entier ensemble',
    data: `
      données fichier fichiers document documents dossiers enregistrements base bases sauvegarde sauvegardes
      informations commandes mails emails courriels messages photos contacts factures historique`,
    lost: `
      perdu perdus perdue perdues supprimé supprimés supprimée supprimées effacé effacés effacée effacées disparu
      disparus disparue disparues corrompu corrompus corrompue corrompues endommagé endommagés endommagées écrasé
      écrasés`,
    work: `
      opération* opérationnel* opérations activité* affaires commerciaux commerciales métier* productivité travail*
      client* clients flux chiffre revenus ventes production processus efficacité performance* utilisateurs patient*
      délais projet* services continuité équipe* tâches capacité* livraison* expérience réputation connectivité
      fonctionnement fonctionnalité* décisions quotidien* satisfaction`,
    thing: `
      information informations détails documentation devis tarif* mise mises modification changement échange
      remplacement retour remboursement facture* copie clarification* éclaircissement* intégration migration démo
      démonstration extension amélioration* prix licence* formation guide* manuel reçu* options plan plans
      instructions conseils rapport* fonctionnalité fonction annulation catalogue renouvellement accompagnement
      réparation`,
  },
  cues: {
    outage: `
      panne .. $system, panne générale/totale/complète/majeure/critique/généralisée/informatique, pannes .. $system
      $system .. en panne, en panne, en rade, hors service, hors ligne, hors d usage
      $system .. $be? $fully? $fully? $down, $system .. hs
      temps d arrêt, indisponibilité, interruption .. $system, coupure .. $system, coupure générale/totale
      arrêt complet/total/brutal, à l arrêt, au point mort, paralys*, effondr*, black out, blackout, à terre
      tombé en panne, tombés en panne, est tombé, sont tombés, serveur*/réseau/base/plateforme .. planté*
      complètement/totalement/entièrement .. inutilisable*/inopérant*/inaccessible*/bloqué*/arrêté*/indisponible*/hs/planté*
      inutilisable*, inopérant*, plus rien ne, ne fonctionne plus rien
      défaillance/échec/panne/perte .. total/totale/complète/complet/générale/généralisée/massive
      défaillance .. du $system, $system ... ne répond*, $system .. ne .. pas .. accessible/disponible
      pas de réseau/internet/connexion, plus de réseau/internet/connexion/service, plus d internet
      sans internet/réseau/connexion, aucune connexion
      personne .. peut/accéder/travailler/arrive, aucun .. peut/accéder/travailler
      $every les? la? le? nos? notre? l? $people ... ne ... accéder/travailler/connecter/utiliser
      $every les? la? le? nos? notre? l? $people ... plus/pas ... accéder/travailler/connecter/utiliser
      ne .. plus .. travailler, opérations .. arrêtées/suspendues/interrompues, production .. arrêtée, inactivité`,
    'security or data loss': `
      pirat*, hack*, cyberattaque*, cyber attaque*, attaque*, attaquant*, ransomware*, rançongiciel*, malware*
      virus, cheval de troie, logiciel* malveillant*, malveillant*, phishing, hameçonnage*, ddos, infecté*
      intrusion*, intrus
      violation* .. sécurité/données/confidentialité, brèche*, faille*, fuite*, fuité, vulnérabilité*
      incident* de sécurité, problème* de sécurité, menace* de sécurité, atteinte .. sécurité/données, divulgation
      compromis/compromise/compromises .. sécurité/données/système*/compte*/accès
      sécurité/données/système*/compte*/serveur*/mot*/identifiants .. compromis*, été compromis*, compromission*
      non autorisé* .. accès
      accès/transaction*/activité*/utilisation/modification*/connexion*/prélèvement* .. non autorisé*, volé, volés
      volée, volées, vol de, dérobé*, fraud*, escroqu*, usurp*
      activité*/accès/connexion*/transaction*/mouvement* .. suspect*/inhabituel*/étrange*/inconnu*
      suspect* .. activité*/accès/connexion*, données/factures/comptes/dossiers .. autres clients/utilisateurs
      vois/voir/voyons .. autres clients/utilisateurs, données .. exposé*
      perte .. $data, pertes .. $data, perdu/perdons/effacé/supprimé .. $data, $data ... $lost, corruption .. $data
      corrompu*`,
    danger: `
      incendie*, en feu, prend feu, fumée, fume, étincelle*, odeur .. brûlé/gaz, sent .. brûlé/gaz, choc électrique
      électrocut*, fuite de gaz, explos*, blessé*, réaction* allergique*, danger de mort, intoxi*, empoison*
      monoxyde de carbone`,
    dead: `
      ne .. démarre/démarrent/démarrer/allume/allument/allumer/ouvre/ouvrent/ouvrir/lance/lancent/charge/répond/répondent/installe/installer
      n allume, ne s allume, ne s ouvre, ne se lance, cessé de fonctionner, cesse de fonctionner
      arrêté de fonctionner, cessé de répondre, plus de réponse
      écran noir/blanc/bleu, écran .. noir, ne fonctionne plus, ne marche plus, ne fonctionnent plus
      ne marchent plus, ne fonctionne pas du tout, ne marche pas du tout, mort, morte, cassé, cassée
      impossible .. démarrer/allumer/ouvrir/lancer/installer, complètement cassé*, grillé, ne répond pas
      ne répond plus`,
    'no access': `
      pas ... accéder/connecter/entrer/identifier/authentifier/loguer
      plus ... accéder/connecter/entrer/identifier/authentifier/loguer
      impossible ... accéder/connecter/entrer/identifier/authentifier, incapable ... accéder/connecter
      accès .. refusé*/bloqué*/perdu/interdit/révoqué, sans accès, plus .. accès, pas .. accès, aucun accès
      perdu .. accès, refus d accès
      compte* .. bloqué*/suspendu*/désactivé*/verrouillé*, verrouillé*
      mot de passe .. pas/refusé/rejeté/invalide/incorrect/expiré, réinitialis* .. mot .. pas
      identifiants .. refusés/rejetés/invalides/incorrects
      problème*/erreur*/difficulté*/échec* .. connexion à/au/aux
      problème*/erreur*/difficulté*/échec* .. accès/authentification/identification/accéder/login
      problème* à se connecter, difficulté* à me/se/nous connecter, connexion .. échoue/échouée/impossible/refusée
      inaccessible*`,
    crash: `
      plante, plantent, planté, plantée, plantage*, plantait, fige, figent, figé*, gèle, gel, se bloque, se bloquent
      s éteint, s éteignent, s arrête, s arrêtent, redémarre .. seul/intempest*/constamment/aléatoirement/sans
      redémarrage* intempestif*/inattendu*/constant*/aléatoire*
      se ferme .. seul/automatiquement/inopinément/brutalement, se ferment, fermeture* inattendue*, crash*
      écran bleu, arrêt* inattendu*, arrêts intempestifs`,
    disruption: `
      interruption*, interromp*, interrompu*, perturb*, disruption*, déconnexion*, déconnect*, coupure*, se coupe
      coupe, perd .. connexion, perte .. connexion/connectivité/signal
      connexion .. instable/coupe/perdue/tombe/lente, instab*, expiration du délai, délai* .. dépassé*/attente
      timeout*, time out
      bloqué*, bloquant*, bloque, entrav*, empêch*, ralenti*, lent, lente, lents, lentes, lenteur*, dégrad*, retard
      retards, retardé*, surchauff*, surcharg*, latence, échec*, échou*, défaillance*, défaillant*, dysfonctionn*
      panne, pannes, goulot*, erreur* 500/502/503/504
      incapable* .. traiter/continuer/terminer/gérer/envoyer, ne pouvons pas, ne peuvent pas`,
    severe: `
      grave, graves, gravement, sérieu*, sévère*, critique*, significati*, considérable*, problème* important*
      perturbation* important*, énorme*, massi*, substantiel*, drastique*, catastroph*, désastr*, urgence absolue
      alarmant*, extrême*, inacceptable*, fortement, généralisé*, conséquent*, majeur*, gros problème, lourd*
      plusieurs/nombreux/nombreuses/multiples/centaines/milliers/divers/différents de? d? .. utilisateurs/clients/appareils/équipements/départements/produits/systèmes/agences/employés/environnements/bureaux/patients/sites/magasins
      affect*/impact*/perturb*/nui*/entrav*/compromet*/gên*/limit*/menac*/retard*/interromp* ... $work
      impact .. $work, pertes .. financières/revenus/ventes/clients, perte .. chiffre/revenus/clients, nous coûte
      perdons .. argent/clients, empir*, aggrav*, en péril, en danger, délai* .. manqu*`,
    urgent: `
      urgent*, urgence, immédiat*, dès que possible, au plus vite, le plus vite possible
      le plus rapidement possible, rapidement, rapide*, prompt*, priorit*, meilleurs délais, plus brefs délais
      sans délai, sans tarder, tout de suite, aujourd hui, prochaines heures, asap, critique, impérati*`,
    issue: `
      deux fois, vide, vides, rien ne se passe, incomplet*, flou, floue, coupé
      ne .. prend/prennent/passe/accepte/met/lit/tourne/imprime/valide/propose/applique
      problème*, erreur*, bug, bugs, bogue*, souci*, défaut*, difficulté*, anomalie*, incident*, incorrect*, faux
      fausse, fausses, erroné*, mauvais*, divergence*, discrepance*, discordance*, écart*, incohéren*, incompatib*
      compatibilité, conflit*, invalide*, réclamation*, plainte*, surfactur*, facturé .. deux/double/trop
      double facturation, prélevé .. deux/trop, débité .. deux/double, refusé*, rejeté*, manque, manquant*
      inattendu*, clignot*, bourrage*, endommagé*, défectueu*, cassé*, se vide, différence .. montant/facturé
      ne .. fonctionne/fonctionnent/marche/marchent/affiche/affichent/apparaît/apparaissent/synchronise/synchronisent/enregistre/charge/arrive/arrivent/reçois/recevons/reçoit/reçoivent/reconnaît/reconnaissent/imprime/connecte/connectent/envoie/correspond/correspondent/permet/parviens/parvient/peux/peut/pouvons/peuvent/trouve
      impossible de, incapable de, incapables de, n arrive pas, n arrivons pas, n apparaît pas, n affiche pas
      pas reçu, non reçu*, facturé/prélevé/débité ... résilié/annulé`,
    mild: `
      intermitten*, sporadique*, occasionnel*, parfois, de temps en temps, de temps à autre, par moments
      quelquefois, temporaire*, provisoire*, solution de contournement, contourn*, solution alternative, palliati*
      fonctionne partiellement, non critique*, pour le moment .. pouvons/utilisons
      pour l instant .. pouvons/utilisons, je peux encore, nous pouvons encore, fonctionne toujours
      fonctionne encore, fonctionne à nouveau, fonctionne de nouveau, remarche, est rétabli, est résolu
      a été résolu, rentré dans l ordre, manuellement, momentané*`,
    minor: `
      mineur*, petit .. bug/problème/souci/détail/défaut/ajustement/bogue
      petite .. erreur/question/anomalie/modification/coquille/faute, petits .. problèmes/bugs/soucis/détails
      petites .. erreurs/questions/anomalies, léger*, légère*, légèrement, cosmétique*, esthétique*, faute de frappe
      faute d orthographe, coquille*, orthograph*, insignifian*, trivia*, minime*
      pas .. urgent, pas d urgence, rien d urgent, sans urgence, rien de grave, pas grave, rien ne presse
      pas pressé*, pas de précipitation, non urgent*, quand .. temps/pourrez/pouvez/possible, faible priorité
      priorité basse, basse priorité, à l occasion, ne me dérange pas, simple curiosité, peut attendre`,
    request: `
      demand* .. $thing, demande de, demande d, demande pour
      souhait*/voudrais/voudrions/aimerais/aimerions/besoin/désire/désirons/obtenir/cherche/cherchons/recherche ... $thing
      question sur, questions sur, question concernant, j ai une question, quelques questions, petite question
      ^ question, renseign*, devis, tarif, tarifs, prix, remise*, intéressé*, intéresse, envisage*
      comment puis/pouvons/faire/configurer/intégrer/fonctionne/peut/procéder
      aimerais .. savoir/connaître/comprendre/recevoir, voudrais .. savoir/connaître/comprendre
      souhait* .. savoir/connaître/comprendre/recevoir/commander/échanger/retourner, est il possible
      serait il possible, existe t il, y a t il, suggestion*, suggér*, proposition, nouvelle fonctionnalité
      serait utile/bien/idéal/génial/formidable, ajouter .. fonction*/option/possibilité
      documentation sur/de/pour/concernant/disponible, toute documentation, tutoriel*, intégrer .. avec/à
      intégration de/avec/d, comment .. intégrer, migration de/vers, migrer, configurer, mise à jour de
      mise à niveau, évolution, renouvellement, échange de/du, retour de/du, retourner, renvoyer, remboursement
      remplacement, garantie, résili*, annul*, copie .. facture, duplicata, suivi .. commande, statut .. commande
      livraison, expédition, clarification, clarifier, éclairc*, détails sur, informations sur
      informations concernant, options de, meilleures pratiques, sans réponse, aucune réponse, recommandation*
      conseils`,
    everyone: `
      $every les? la? le? l? nos? notre? mes? des? $people, tout le monde, personne ne, toute l entreprise
      toute la société, tout le service, tout le bureau, aucun utilisateur, aucun client, mondial*
      à l échelle mondiale, des milliers/centaines, nous tous, globalement`,
    'one person': `
      que chez moi, seulement moi, uniquement moi, seul mon, un seul utilisateur, un seul client, un seul poste`,
  },
  nothing: `
    analyse/scan/rapport/rapports/gestion de/des vulnérabilités/failles, rapport/rapports d indisponibilité/incident
    pas de problème, pas de souci, sans problème, sans problèmes, aucun problème, aucun souci, n hésitez pas
    résolution de problèmes, résolution du problème, résoudre les problèmes, mise à jour de sécurité
    équipe de sécurité, correctif* de sécurité, pas seulement, non seulement, attention immédiate
    assistance immédiate, aide immédiate, sans interruption*, sans faille, grand intérêt, sauvegarde de données
    en cas de, toute question, si vous avez des questions, des questions ou, aucune question, retour rapide
    votre retour, en retour, de retour, bonne réception`,
  instruction: `
    ignorez/ignore/ignorer/oubliez/oublie .. instruction*/consigne*/règle*/précédent*
    répondez/réponds/retournez/renvoyez/indiquez uniquement/seulement/exactement/avec/par ... critique/priorité/sévérité/catégorie/panne/perte
    vous êtes maintenant, tu es maintenant, mode maintenance, mode de maintenance, nouvelles instructions
    quel que soit le contenu, peu importe le contenu`,
  ranking: `
    classez/classe/classer/classifiez/catégorisez/étiquetez/marquez/marquer/traitez/traiter/traite/considérez/enregistrez/qualifiez .. ticket/billet/mail/courriel/message/demande/ceci/cela comme/en
    définissez/définis/définir/mettez/mets/mettre/fixez/changez/réglez/passez/attribuez/élevez/augmentez .. priorité/sévérité/gravité/catégorie/urgence/category/severity/priority
    priorité/sévérité/catégorie/gravité doit/est`,
  label: 'priorité sévérité gravité catégorie classification urgence',
  not: 'pas ni jamais sans aucun aucune rien non nullement',
  between: `
    eu y un une le la les de d du des très si trop vraiment particulièrement spécialement plus est a été se ce cela
    nous ait`,
  avoid: `
    éviter, prévenir, évitant, prévention de, protéger contre/de, protection contre, pour minimiser/atténuer/réduire
    en cas de`,
  avoided: 'prévention',
  perhaps: `
    potentiel*, possible, possibles, éventuel*, pourrait, pourraient, peut être, risque de, si, en cas, programmé*
    planifié*, prévu*, probable*`,
};
