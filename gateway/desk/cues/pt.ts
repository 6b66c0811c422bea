import type { Lexicon } from './lexicon.ts';

export const pt: Lexicon = {
  lists: {
    system: `
      sistema* servidor* site sites página* plataforma* serviço* portal* rede redes banco base aplicação aplicações
      aplicativo* app apps loja produção infraestrutura nuvem internet conexão linha linhas telefon* api tudo
      correio email emails cluster erp crm vpn software ambiente roteador* ferramenta* web`,
    be: 'é está estão estava esteve ficou ficaram foi foram continua continuam permanece encontra encontram há',
    fully: `
      completamente totalmente inteiramente todo todos atualmente de novo novamente agora ainda sido se por completo`,
    down: `
      caído caída caídos caídas inativo inativa inativos inativas inoperante* inoperacional indisponível
      indisponíveis inacessível inacessíveis inutilizável desconectado* offline fora`,
    people: `
      usuários utilizadores clientes funcionários colaboradores trabalhadores equipe equipa equipes pessoas colegas
      membros pacientes alunos escritórios escritório departamento departamentos filiais lojas empresa companhia
      organização regiões dispositivos time`,
    every: 'todos todas toda todo cada nenhum nenhuma inteira inteiro',
    data: `
      dados arquivo arquivos ficheiro ficheiros documentos documento registros registos base banco backup backups
      cópia cópias informações pedidos emails mensagens fotos contatos faturas histórico`,
    lost: `
      perdido perdidos perdida perdidas perderam perdeu apagado apagados apagaram apagou excluído excluídos
      excluíram deletado deletados sumiram sumiu desapareceram desapareceu corrompido corrompidos corrompida
      corrompidas danificado danificados sobrescrito`,
    work: `
      operaç* operacional operacionais negócio* negócios produtividade trabalho* cliente* fluxo* receita* vendas
      produção processo* eficiência desempenho usuários paciente* prazos projeto* projetos serviços continuidade
      equipe tarefas capacidade* entrega* atividade* experiência reputação conectividade funcionamento
      funcionalidade decisões`,
    thing: `
      informação informações detalhes documentação orçamento* cotação atualização atualizações alteração mudança*
      modificação troca substituição devolução reembolso fatura* cópia esclarecimento* integração migração
      demonstração demo ampliação melhoria* preço* licença* treinamento formação guia* manual recibo* opções plano
      planos instruções orientação orientações relatório* funcionalidade função recurso* cancelamento catálogo
      renovação consultoria assistência`,
  },
  cues: {
    outage: `
      queda .. $system, queda total/geral/completa, $system .. $be? $fully? $fully? $down, $system .. fora do ar
      fora do ar, fora de serviço/operação/funcionamento, $system caiu/caíram, $system .. caiu/caíram, caiu desde
      saiu do ar
      inatividade, tempo de inatividade, apagão, apagões, interrupção .. $system, suspensão .. serviço, paralisad*
      paralisa*, paralisia, colaps*, parada total, paragem total, parado completamente, parou completamente
      totalmente parad*, completamente parad*, tudo parado, operações paradas
      completamente/totalmente .. inutilizáve*/inoperante*/inacessíve*/inativ*/bloquead*/indisponíve*/desconectad*/fora
      inutilizáve*, inoperante*, nada mais funciona, nada funciona desde, não funciona nada, nada está funcionando
      falha/avaria/pane/perda .. total/completa/geral/generalizada/massiva, pane, falha .. do $system
      falha .. da rede, $system ... não responde*, $system .. não .. disponível/acessível/operacional
      sem serviço/internet/conexão/conectividade, não há serviço/internet/conexão
      ninguém .. consegue/pode/acessar/trabalhar/entrar, nenhum .. consegue/pode/acessar
      $every os? as? o? a? nossos? nossa? nosso? $people ... não ... acessar/trabalhar/entrar/conectar*/usar/aceder
      não conseguimos .. trabalhar/operar/vender/atender, operações .. paradas/paralisadas/suspensas/interrompidas
      produção .. parada, blecaute`,
    'security or data loss': `
      hacke*, hackea*, invadi*, invasão, invasões, invasor*, ciberataque*, ataque*, atacante*, ransomware*, malware*
      vírus, trojan, spyware, phishing, ddos, infectad*, intrusão, intrusões, sequestro de dados
      violação .. segurança/dados/privacidade, violações .. segurança/dados, brecha* .. segurança/dados
      vulnerabilidade*, falha* de segurança, vazamento*, vazad*, vazaram, vazou, exposição .. dados/informações
      dados .. expost*, incidente* de segurança, ameaça* de segurança, problema* de segurança, quebra de segurança
      comprometid* .. segurança/dados/sistema*/conta*/informações/acesso
      segurança/dados/sistema*/conta*/servidor*/senha*/credencia* .. comprometid*, foi comprometid*
      foram comprometid*
      acesso*/transaç*/atividade*/uso/alteraç*/login*/cobrança* .. não autorizad*, acesso* indevid*, roubad*, roubo
      roubaram, furto, furtad*, fraude*, fraudulent*, golpe
      atividade*/acesso*/login*/transaç*/moviment* .. suspeit*/incomu*/estranh*/desconhecid*
      suspeit* .. atividade*/acesso*/login*/email*, dados de outros/outro/outras
      perda .. $data, perdemos/perdi/perdeu/perderam/apagou/apagaram/excluiu/excluíram/deletou .. $data
      $data ... $lost, corrupção .. $data, corromp*`,
    danger: `
      incêndio*, em chamas, pegou fogo, pegando fogo, fumaça, faíscas, cheiro .. queimado/gás, choque elétrico
      vazamento de gás, fuga de gás, explod*, explosão, ferid*, machucad*, lesionad*, reação alérgica
      reações alérgicas, risco de morte, perigo de vida, intoxic*, envenen*, monóxido de carbono`,
    dead: `
      não .. liga/ligam/ligar/ligando/inicia/iniciar/iniciando/abre/abrem/abrir/abrindo/carrega/carregar/carregando/responde/respondem/respondendo/instalar/arranca/arrancar/inicializa
      parou de funcionar/responder, pararam de funcionar, deixou de funcionar/responder, deixaram de funcionar
      sem resposta do sistema, travou de vez
      tela preta/branca/azul, ecrã preto/azul, tela .. preta, sem sinal, sem imagem, morto, não funciona mais
      já não funciona, não funciona .. nada, completamente quebrad*, totalmente quebrad*, quebrou, avariad*
      estragad*, queimou, não .. instal*`,
    'no access': `
      não .. acessar/aceder/entrar/logar/login/acesso/autenticar/conectar-me
      acesso .. negad*/bloquead*/recusad*/perdid*/revogad*, sem acesso, perdi .. acesso, perdemos .. acesso
      bloqueio da conta, conta* .. bloquead*/suspens*/desativad*/desabilitad*
      senha .. não/rejeitad*/inválid*/incorret*/expirad*, não .. redefinir/recuperar/alterar .. senha
      credenciais .. inválid*/rejeitad*/incorret*/não
      problema*/erro*/dificuldade*/falha* .. login/acessar/acesso/entrar/sessão/logar/autentica*, incapaz .. acessar
      impossível .. acessar/entrar, incapacidade .. acessar, desconectad* da conta, expulso`,
    crash: `
      trava, travam, travando, travou, travar, travamento*, travad*, congela, congelam, congelando, congelou
      congelad*, congelamento*, fecha .. sozinh*/automaticamente/inesperadamente/repentinamente
      fechamento* inesperad*, reinicia .. sozinh*/automaticamente/inesperadamente/constantemente
      reinicializaç* inesperad*/constante*/repentin*
      desliga .. sozinh*/aleatoriamente/inesperadamente/repentinamente/automaticamente, desligamento* inesperad*
      desligando, se desliga, crash*, tela azul, encerra .. sozinh*/inesperadamente, desligamentos
      quebra inesperada`,
    disruption: `
      interromp*, interrupç*, desconex*, desconect*, perde .. conexão, perdendo .. conexão
      perda .. conexão/conectividade/sinal, conexão .. cai/caem/caindo/perde/perdida/instável, instáv*
      instabilidade*, tempo limite, tempo esgotado, timeout*, oscila*
      bloquead*, bloqueando, bloqueia, bloqueiam, quedas, cai, caindo, impede*, impedindo, impossibilit*
      dificultando, atras*, lent*, lentidão, degrada*, superaquec*, sobreaquec*, sobrecarg*, latência, falha, falhas
      falhou, falham, falharam, falhando, avaria*, mau funcionamento, gargalo*, emperrad*
      erro* 500/502/503/504
      não conseguimos/consigo/conseguem .. processar/continuar/completar/concluir/enviar/operar/emitir, inibindo
      prejudicando`,
    severe: `
      grave, graves, gravemente, sério, sérios, sérias, sever*, crític*, significativ*, consideráve*
      problema* importante*, enorme*, massiv*, substancial*, drástic*, catastrófic*, desastr*, emergência
      alarmante*, extrem*, inaceitáve*, fortemente, generalizad*, urgentíssim*, grande problema, grandes problemas
      vários/muitos/numerosos/múltiplos/centenas/milhares/diversos/várias/múltiplas de? .. usuários/clientes/dispositivos/equipamentos/departamentos/produtos/sistemas/filiais/funcionários/ambientes/escritórios/pacientes/sites
      afet*/impact*/interromp*/prejudic*/atrapalh*/comprom*/limit*/ameaç*/atras*/inib*/dificult* ... $work
      impacto .. $work, prejuízo*, perdas .. financeir*, perda .. receita/vendas/clientes
      perdendo .. dinheiro/clientes/vendas, nos custa, pior*, em risco, prazo* .. perd*/vence*`,
    urgent: `
      urgent*, urgência, imediat*, o mais rápido possível, o quanto antes, o mais breve possível, quanto antes
      com urgência, prontamente, pronta, rápid*, rapidamente, prioridade, prioriz*, emergência, agora mesmo
      hoje mesmo, próximas horas, próximas .. horas, asap, ágil, crítico`,
    issue: `
      não está/estão *ando/*endo/*indo, duas vezes, vazio, vazia, em branco, nada acontece, incomplet*, borrado
      cortado, não se aplica/abre/imprime/gera/reflete
      problema*, erro, erros, falha*, bug, bugs, defeito*, dificuldade*, inconveniente*, incidente*, ocorrência*
      incorret*, errad*, discrepânci*, inconsist*, incompatib*, compatibilidade, conflito*, inválid*, reclamaç*
      cobrad* .. dobro/duas/mais/indevid*, cobrança* .. duplicad*/indevid*/incorret*/duplicidade
      cobrad* ... cancel*, recusad*, rejeitad*, falta, faltam, faltando, inesperad*, atolamento*, danificad*
      quebrad*, defeituos*, piscando
      não .. funciona/funcionam/funcionando/funcionava/mostra/mostram/aparece/aparecem/atualiza/atualizam/sincroniza/sincronizam/salva/salvar/chega/chegam/chegou/recebo/recebi/recebemos/reconhece/reconhecem/imprime/imprimir/conecta/conectar/envia/enviar/baixar/carregar/pagar/comprar/encontro/encontra/corresponde/permite/deixa/consigo/conseguimos/consegue/conseguem/executad*`,
    mild: `
      intermitent*, esporádic*, ocasiona*, às vezes, as vezes, de vez em quando, em algumas ocasiões
      temporariamente, solução temporária/provisória/alternativa/paliativa, temporári*, provisóri*, paliativ*
      solução de contorno, funciona parcialmente, não crític*, por enquanto, por ora, ainda consigo
      ainda conseguimos, continua funcionando, voltou a funcionar, já voltou, já está funcionando, já foi resolvido
      foi resolvido, normalizado, manualmente`,
    minor: `
      pequeno .. erro/problema/bug/detalhe/ajuste/defeito/inconveniente
      pequena .. falha/dúvida/pergunta/questão/mudança/alteração, pequenos .. erros/problemas/detalhes/ajustes
      pequenas .. falhas/dúvidas/alterações, leve, leves, levemente, ligeir*, menor, menores, cosmétic*, estétic*
      ortografia, ortográfic*, erro de digitação, insignificante*, trivia*, mínim*
      não é urgente, nada urgente, não urgente, sem urgência, não há pressa, sem pressa, nada grave, não é grave
      quando .. puderem/puder/tempo/possível, baixa prioridade, prioridade baixa, com calma, não incomoda
      só curiosidade, pode esperar, não tem pressa`,
    request: `
      solicit* .. $thing
      solicito/solicitamos/preciso/precisamos/quero/queria/queremos/gostaria/gostaríamos/desejo/obter/busca/busco/buscamos ... $thing
      solicitação* de? .. $thing, solicitação de, solicitação para, pedido de, pedido para, pergunta*, perguntar
      dúvida, dúvidas, consulta, orçamento*, cotação, cotações, preço, preços, tarifa*, desconto*, interessad*
      interesse, considerando
      como posso/podemos/faço/fazer/configurar/integrar/funciona/realizar
      gostaria .. saber/conhecer/informações/solicitar/entender/receber, quero saber, gostaríamos de saber
      é possível, seria possível, existe alguma, há alguma, sugest*, sugiro, proposta, nova função/funcionalidade
      novo recurso, seria útil/bom/ideal/ótimo/legal
      documentação sobre/de/para, tutorial*, integrar .. com, integração com/de, como .. integrar
      migração de/para/das/do, migrar, atualização do, atualização da, atualização para, upgrade, melhoria, ampliar
      renovação, troca, devolução, devolver, reembolso, garantia, cancelar .. assinatura/conta/pedido, segunda via
      cópia .. fatura, status .. pedido, envio, rastre*, esclarec*, detalhes sobre, detalhes do, informações sobre
      mais informações sobre, opções de, melhores práticas, sem resposta, transição, plano de, otimiz*, recomendaç*
      visão detalhada`,
    everyone: `
      $every os? as? o? a? nossos? nossas? nosso? nossa? meus? $people, todo mundo, toda a gente, ninguém
      toda a empresa, todo o escritório, nenhum usuário, nenhum cliente, em todo o mundo, a nível global
      milhares/centenas de usuários/clientes, globalmente, todos nós`,
    'one person': `
      só comigo, apenas comigo, só eu, apenas eu, somente eu, apenas um usuário, só um usuário, um único usuário
      apenas meu, apenas minha`,
  },
  nothing: `
    varredura/análise/scan/relatório/relatórios/gestão de vulnerabilidades
    relatório/relatórios de inatividade/incidentes/segurança
    sem problema, sem problemas, nenhum problema, não tem problema, solução de problemas, resolução de problemas
    solucionar problemas, atualização de segurança, equipe de segurança, patch* de segurança, qualquer dúvida
    alguma dúvida, em caso de dúvidas, dúvidas ou, ficou com dúvidas, não só, não apenas, não somente, não hesite*
    atenção imediata, assistência imediata, ajuda imediata, sem interrupções, grande interesse, cópia de segurança
    cópias de segurança, em caso de, resposta rápida, se precisar, com prioridade`,
  instruction: `
    ignor*/esqueç*/desconsider*/desprez* .. instruções/regras/indicações/anteriores/prévias
    responda/responde/retorne/devolva apenas/somente/só/exatamente/com ... crític*/prioridade/severidade/categoria/perda/queda
    agora você é, você agora é, modo de manutenção, novas instruções, independentemente do conteúdo
    independente do conteúdo`,
  ranking: `
    classifique/classifica/classificar/categorize/etiquete/rotule/marque/marca/marcar/trate/tratar/registre/avalie/considere .. ticket/chamado/email/solicitação/mensagem/isto/isso/pedido como
    defina/definir/estabeleça/coloque/altere/mude/ajuste/configure/eleve/aumente .. prioridade/severidade/gravidade/categoria/urgência
    prioridade/severidade/categoria/gravidade deve/é/tem`,
  label: 'prioridade severidade gravidade categoria classificação urgência',
  not: 'não nao nem nunca jamais sem tampouco nada nenhum nenhuma',
  between: `
    houve havido existe é um uma o a os as muito tão tanto realmente particularmente especialmente demais mais está
    se de foi sido nada há já que`,
  avoid: `
    evitar, prevenir, evitando, prevenindo, prevenção de, proteger* contra, proteção contra
    para minimizar/mitigar/reduzir, em caso de, manter a integridade, garantir a retenção`,
  avoided: 'prevenção',
  perhaps: `
    potencia*, possível, possíveis, possivelmente, poderia, poderiam, pode ser, talvez, risco de, se, caso
    programad*, planejad*, eventual*, pode causar, prováve*`,
};
