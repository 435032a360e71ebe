//! A digest in the forms of services that send mail: a campaign of Listmonk, and one of Mailchimp with its contents. Both fill in names
//! between signs, so that these signs in texts are written in another way.

use serde_json::{Value, json};

use super::mail_message::MailMessage;
use crate::config::digest::ListmonkSettings;

/// The message as Listmonk sends it. It is a template of Go there: `{{` in a text is written as a value. `link` stands for
/// the link at which readers unsubscribe.
pub(super) fn for_listmonk(message: &MailMessage, link: &str) -> MailMessage {
    let plain = |text: &str| text.replace("{{", "{{ \"{{\" }}").replace(link, "{{ UnsubscribeURL }}");
    MailMessage { html: plain(&message.html), text: plain(&message.text) }
}

/// The message as Mailchimp sends it, where `*|NAME|*` is filled in. `link` stands for the link at which readers unsubscribe.
pub(super) fn for_mailchimp(message: &MailMessage, link: &str) -> MailMessage {
    MailMessage {
        html: message.html.replace("*|", "&#42;|").replace(link, "*|UNSUB|*"),
        text: message.text.replace("*|", "* |").replace(link, "*|UNSUB|*"),
    }
}

/// What both services want to know of a message.
#[derive(Clone, Copy, Debug)]
pub(super) struct CampaignHeading<'h> {
    /// The name of the campaign, which readers do not see.
    pub(super) name: &'h str,
    /// The subject.
    pub(super) subject: &'h str,
    /// What programs for mail show beside the subject.
    pub(super) preheader: &'h str,
    /// The name of the sender.
    pub(super) publisher: &'h str,
    /// The address for answers.
    pub(super) email: Option<&'h str>,
}

/// The body of `POST /api/campaigns` of Listmonk (listmonk.app/docs/apis/campaigns). A new campaign is a draft.
pub(super) fn listmonk_campaign(
    heading: CampaignHeading<'_>,
    message: &MailMessage,
    settings: Option<&ListmonkSettings>,
) -> Value {
    let mut campaign = json!({
        "name": heading.name,
        "subject": heading.subject.replace("{{", "{{ \"{{\" }}"),
        "lists": settings.map(|settings| settings.lists.clone()).unwrap_or_default(),
        "type": "regular",
        "content_type": "html",
        "messenger": "email",
        "body": message.html,
        "altbody": message.text,
        "tags": ["courant"],
    });
    let from = settings.and_then(|settings| settings.from.as_ref());
    let template = settings.and_then(|settings| settings.template);
    if let Some(fields) = campaign.as_object_mut() {
        fields.extend(from.map(|from| ("from_email".to_owned(), json!(from))));
        fields.extend(template.map(|template| ("template_id".to_owned(), json!(template))));
    }
    campaign
}

/// The bodies of `POST /campaigns` and of `PUT /campaigns/{campaign_id}/content` of Mailchimp
/// (mailchimp.com/developer/marketing/api/campaigns).
pub(super) fn mailchimp_campaign(heading: CampaignHeading<'_>, message: &MailMessage) -> Value {
    let plain = |text: &str| text.replace("*|", "* |");
    let mut settings = json!({
        "title": heading.name,
        "subject_line": plain(heading.subject),
        "preview_text": plain(heading.preheader),
        "from_name": heading.publisher,
    });
    if let (Some(email), Some(fields)) = (heading.email, settings.as_object_mut()) {
        fields.insert("reply_to".to_owned(), json!(email));
    }
    json!({
        "campaign": {"type": "regular", "settings": settings},
        "content": {"html": message.html, "plain_text": message.text},
    })
}
