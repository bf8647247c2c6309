//! The words by which the frame of a page is known: menus, share buttons, cookie notices, lists of
//! related posts.
//!
//! One list for each kind of thing, in the languages that most pages are in; no list names a site.
//! Function words are here too, because they tell prose from labels in any language that writes
//! them. A word is looked up once and answers for all lists.
//!
//! It must not know what follows from a word: that is learned from pages, in `model`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// What kinds of things a word belongs to, as bits.
pub(super) type Kinds = u32;

pub(super) const FUNCTION: Kinds = 1;
pub(super) const SHARE: Kinds = 1 << 1;
pub(super) const SUBSCRIBE: Kinds = 1 << 2;
pub(super) const LEGAL: Kinds = 1 << 3;
pub(super) const COMMENT: Kinds = 1 << 4;
pub(super) const RELATED: Kinds = 1 << 5;
pub(super) const NAVIGATION: Kinds = 1 << 6;
pub(super) const TAGS: Kinds = 1 << 7;
pub(super) const CREDIT: Kinds = 1 << 8;
pub(super) const BYLINE: Kinds = 1 << 9;
pub(super) const AGO: Kinds = 1 << 10;
pub(super) const ADVERT: Kinds = 1 << 11;
pub(super) const FORM: Kinds = 1 << 12;
pub(super) const SHOP: Kinds = 1 << 13;
pub(super) const READER: Kinds = 1 << 14;

const LISTS: &[(Kinds, &str)] = &[
    (
        FUNCTION,
        "the of and to in a is that for it was on with as by at from be are this have has had not but they his her their which who \
         will would can were been its an or if when what there than them then we he she you about into more after also said der die \
         das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei \
         einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde le la les de \
         et des en du un une que est pour qui dans par plus pas au sur ne se ce il sont avec son cette aux ont elle mais nous comme ou \
         si leur y el los las del una por con no su para es al lo como más o pero sus ha este sí porque esta entre cuando muy sin \
         sobre il che di e non per è sono della una del dei con da si nel alla ma anche gli le het een van en dat op te zijn voor met \
         niet aan er om ook als maar bij uit nog naar door och att det som på är av för med till den inte om har och at i på som med \
         til er af ikke det w na z się nie że do jest to jak po o ale co за и в не на что с по как он к из у это то а но же от que não \
         uma os as dos ao na um são foi mais seu sua pela também bu ve bir için da de ile çok",
    ),
    (
        SHARE,
        "share shares tweet tweets facebook twitter whatsapp linkedin pinterest reddit email e-mail mail print teilen drucken merken \
         partager imprimer compartir imprimir twittern flipboard tumblr xing telegram pocket instagram youtube google+ gefällt like \
         likes condividi stampa delen deel dela skriv udskriv messenger snapchat tiktok threads bluesky mastodon pinnen weiterleiten \
         empfehlen embed copy link bookmark save vk odnoklassniki viber line kakao rss feedly stumbleupon digg udostępnij поделиться \
         sharetweet sharetweetshare tweetshare sharing permalink url addthis mailen weitersagen",
    ),
    (
        SUBSCRIBE,
        "subscribe subscribed subscriber subscribers subscription subscriptions newsletter newsletters signup inbox abonnieren abonnement abonnez \
         abonner abonnenten abo suscríbete suscribirse suscripción iscriviti abbonati premium membership donate donation spenden spende \
         alerts updates digest notifications abonneren nieuwsbrief nyhetsbrev nyhedsbrev boletín infolettre unsubscribe membership members \
         patreon supporter probeabo epaper e-paper",
    ),
    (
        LEGAL,
        "copyright © cookie cookies privacy terms impressum datenschutz datenschutzerklärung rights reserved agb disclaimer légales \
         mentions conditions policy policies nutzungsbedingungen gdpr consent dsgvo ccpa trademark trademarks rechte vorbehalten légal \
         droits réservés derechos reservados privacidad aviso riservati privacybeleid voorwaarden accessibility barrierefreiheit \
         widerruf widerrufsbelehrung licence license guidelines imprint personvern integritetspolicy p.iva vat",
    ),
    (
        COMMENT,
        "comment comments reply replies kommentar kommentare kommentieren antworten antwort commentaire commentaires répondre \
         comentario comentarios responder reacties reageer commenti rispondi comentários kommentarer svar upvote downvote upvotes votes \
         discussion disqus moderated moderation spam forum diskussion leserbriefe commenting commenter debate melden trackback pingback \
         trackbacks pingbacks",
    ),
    (
        RELATED,
        "related recommended recommendations trending popular latest recent previous next weitere lesen ähnliche verwandte artikel meistgelesen \
         beliebt empfohlen neueste neuesten aktuelle aussi lire récents populaires relacionados relacionadas recientes leído leídas \
         correlati leggi artigos verwante gerelateerd lees meest relaterte les også more mehr more: stories posts articles headlines \
         top beiträge nachrichten news actualités noticias vorheriger nächster zurück weiter weiterlesen see also suivant précédent \
         siguiente anterior older newer read watch listen videos video galerie gallery bilderstrecke podcast slideshow thema themen zum \
         dossier archiv relatedposts recommended sponsored promoted around outbrain taboola you",
    ),
    (
        NAVIGATION,
        "home menu search contact about login log logout register account archive archives sitemap skip navigation suche suchen \
         startseite kontakt anmelden registrieren accueil recherche rechercher inicio buscar forum shop faq jobs careers advertise help \
         hilfe service mediadaten categories kategorien kategorie rubriques secciones catégories sections content inhalt main top back \
         close toggle open page seite nav sidebar footer header all view show hide weblog links blogroll site website sign in profile \
         konto mein my settings einstellungen language sprache english deutsch français español edition ausgabe über uns redaktion \
         presse partner tickets events termine calendar kalender wetter weather sport sports politics politik wirtschaft business \
         kultur culture technology technik wissenschaft science health gesundheit lifestyle entertainment opinion meinung world welt \
         panorama reise travel auto autos immobilien stellenmarkt local lokales regional result results webcam horoskop rätsel spiele \
         games tv radio live download downloads app apps android ios",
    ),
    (
        TAGS,
        "tags tag tagged filed topics topic schlagwörter schlagworte schlagwort stichwörter stichworte themen categories category \
         kategorie kategorien étiquettes etiquetas categoría catégorie mots-clés keywords label labels posted under uncategorized \
         allgemein argomenti trefwoorden temas tópicos",
    ),
    (
        CREDIT,
        "photo photos foto fotos image images bild bilder credit credits getty reuters afp shutterstock photograph photographer courtesy \
         illustration picture pictures imago dpa unsplash pixabay flickr istock istockphoto alamy epa screenshot caption grafik quelle \
         source fotograf symbolbild archivbild archivfoto crédit crédits pexels wikimedia adobe stock pa bildquelle fotolia foto: \
         zoom enlarge vergrößern",
    ),
    (
        BYLINE,
        "by von par por author autor autorin authors written writer editor reporter posted published updated publié publicado aktualisiert \
         veröffentlicht erstellt geschrieben redakteur rédaction redacción redazione correspondent contributor staff modified last edited verfasst \
         uhr est edt gmt pst pdt utc am pm bst cet ist lesezeit stand datum date lesedauer",
    ),
    (
        AGO,
        "ago hours hour days day weeks week minutes minute mins min months month vor stunden stunde tagen tage wochen heures jours hace horas días giorni yesterday today gestern heute views view",
    ),
    (
        ADVERT,
        "advertisement advertisements anzeige anzeigen werbung advertorial sponsored publicité publicidad pubblicità advertising ad ads reklame annonse annons reklam continue scroll below",
    ),
    (
        FORM,
        "name quote required submit message website enter password passwort absenden optional fields field username benutzername pflichtfelder \
         send senden notify email e-mail-adresse adresse address checkbox captcha captcha veröffentlicht envoyer enviar correo nom \
         nombre save browser anonymous gast guest",
    ),
    (
        SHOP,
        "buy price cart order checkout kaufen preis warenkorb bestellen panier prix carrito precio € $ £ sale discount rabatt shipping versand gutschein amazon ebay deals deal offer angebot angebote verfügbar stock",
    ),
    (
        READER,
        "you your our us we ihre ihr sie uns unser unsere dein deine votre vos nous notre nos su tu click here klicken hier cliquez ici please bitte",
    ),
];

static KINDS: LazyLock<FxHashMap<&'static str, Kinds>> = LazyLock::new(|| {
    let mut kinds = FxHashMap::default();
    for (kind, list) in LISTS {
        for word in list.split(' ') {
            *kinds.entry(word).or_default() |= kind;
        }
    }
    kinds
});

/// What a word in lower case belongs to.
pub(super) fn kinds(word: &str) -> Kinds {
    KINDS.get(word).copied().unwrap_or_default()
}
