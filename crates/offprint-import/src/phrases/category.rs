//! The lists of words and phrases that import uses: what each is for, and the key under which the
//! files in `data/phrases/` contain it.
//!
//! Shared with the build script, so it must not use the rest of the crate.

macro_rules! categories {
    (
        languages { $($(#[doc = $doc:literal])+ $name:ident,)+ }
        neutral { $($(#[doc = $neutral_doc:literal])+ $neutral:ident,)+ }
    ) => {
        /// A list of words or phrases, in lower case unless stated otherwise.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(crate) enum Category {
            $($(#[doc = $doc])+ $name,)+
            $($(#[doc = $neutral_doc])+ $neutral,)+
        }

        impl Category {
            /// The categories that every language has.
            pub(crate) const OF_LANGUAGES: &[Self] = &[$(Self::$name,)+];

            /// The categories that depend on no language, in `neutral.toml`. They follow the
            /// others in the order of the enum.
            pub(crate) const NEUTRAL: &[Self] = &[$(Self::$neutral,)+];

            fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)+
                    $(Self::$neutral => stringify!($neutral),)+
                }
            }
        }
    };
}

categories! {
    languages {
        // Dates.
        /// Days of the week.
        Weekdays,
        /// Abbreviated days of the week, without a full stop.
        WeekdayAbbreviations,
        /// Endings of the number of a day: `1st`, `1er`.
        OrdinalSuffixes,
        /// Words between day, month and year: `26 de marzo de 2025`.
        DateLinks,
        /// What stands before a year: the name of an era.
        YearPrefixes,
        /// Words by which a text is recognised as not American, so that `3/4/2025`
        /// is the third of April. Compared with their capitals.
        DayFirstWords,
        /// Labels before the date of publication.
        PublishedLabels,
        /// Labels before the date of the last change.
        UpdatedLabels,
        /// Labels before other dates.
        OtherDateLabels,
        /// Labels before the date of the last review.
        ReviewDateLabels,
        /// Words and phrases beside a date that say no more than where or how a text appeared.
        DateLineWords,
        /// Words that state a fact about a date: it is more than the date of a text.
        DateFacts,
        /// Beginnings and parts of words in a line that reports a change.
        ChangeWords,
        // Names and bylines.
        /// The one word between a text and its author, at the start of a line.
        ByWords,
        /// The same, within a line or joined to a name: only words that no name begins with.
        ByWordsInside,
        /// Those of them that may follow a lower-case letter of a name without a space:
        /// `Jane DoebyJane Doe`.
        JoinedByWords,
        /// Labels of authors within a line. Compared with their capitals.
        InnerBylineLabels,
        /// Words before names in a byline, without colon.
        BylinePrefixes,
        /// What a line of pasted text begins with if it is a byline.
        BylineStarts,
        /// Labels of authors: the name follows in the next line, element or field. Without colon.
        BylineLabels,
        /// What precedes the names of people who reviewed, edited, checked or translated a text.
        ReviewerLabels,
        /// Labels of authors in scripts without spaces between words: all that is before a colon or a
        /// space.
        WholeAuthorLabels,
        /// The same for people who reviewed, edited or translated a text.
        WholeReviewerLabels,
        /// What precedes the names of people who changed a page last, and are neither authors nor
        /// reviewers.
        ModifierLabels,
        /// What precedes the names of people who made the pictures, in a byline.
        PictureCreditLabels,
        /// What the text of an element begins with if it is a byline.
        ElementBylineStarts,
        /// Those of them after which even a single word is a name.
        CertainBylineStarts,
        /// Words between two names.
        NameJoins,
        /// Words before a place, an employer or a date: what follows them is not part of a name.
        NameEnds,
        /// Words that end a name because no name contains them.
        NeverInNames,
        /// Words that the name of a thing has, and that of no person.
        NotNameWords,
        /// Texts that look like names in a byline but are not.
        NotNames,
        /// Words of roles and offices.
        Roles,
        /// Roles that directly follow a name where a page had a line break.
        JoinedRoles,
        /// What somebody is by profession: single words, also the ends of compounds.
        Professions,
        /// Degrees and titles, without stops.
        Degrees,
        /// Words in the names of groups that are authors.
        GroupWords,
        /// Words in the names of sites and publishers, which are not authors.
        PublisherWords,
        /// Further words in the names of groups in bylines.
        BylineGroupWords,
        /// Further words in the names of groups that author scientific works.
        GroupAuthorWords,
        /// What precedes the name of a group after the authors of a work.
        GroupPrefixes,
        /// Words in the names of publishers of books.
        BookPublisherWords,
        /// Accounts that are not people.
        GenericAccounts,
        /// Articles with which names of sites begin.
        Articles,
        /// Texts of links in places where an author is expected.
        ArchiveLinks,
        /// What a link to the articles of an author begins with.
        ArchiveLinkStarts,
        /// Words after a name in a byline.
        BylineEnds,
        // Boxes and rows about an article.
        /// Headings of boxes that a sponsor paid for.
        SponsorHeadings,
        /// Headings of boxes that say whom to contact.
        ContactHeadings,
        /// Labels of facts about an article that are neither days nor names.
        AboutLabels,
        // Blocks of a page: what they begin with.
        /// What invitations to share or follow begin with.
        ShareStarts,
        /// What pointers to other articles begin with.
        RelatedStarts,
        /// What advertisements begin with.
        AdvertStarts,
        /// What invitations to subscribe begin with.
        NewsletterStarts,
        /// What image credits begin with.
        CreditStarts,
        /// What lines of tags or sections begin with.
        TagsStarts,
        /// What invitations to comment begin with.
        CommentsStarts,
        /// What copyright notices begin with.
        RightsStarts,
        /// What notes on using the site begin with.
        ServiceStarts,
        /// What bylines and dates begin with.
        BylineBlockStarts,
        // Blocks of a page: their complete text.
        /// Complete texts of links to share or follow.
        ShareBlocks,
        /// Complete texts of pointers to other articles.
        RelatedBlocks,
        /// Labels before the name of whoever has a part in a recording or a text, or publishes it.
        PersonLabels,
        /// Headings of lists of links that belong to the article.
        ResourceHeadings,
        /// Complete texts of labels of advertisements.
        AdvertBlocks,
        /// Complete texts of invitations to subscribe.
        NewsletterBlocks,
        /// Complete texts of headings of comments.
        CommentsBlocks,
        /// Complete texts of labels of tags.
        TagsBlocks,
        /// Complete texts of menus and buttons.
        ServiceBlocks,
        /// Complete texts of labels of authors.
        BylineBlocks,
        /// Parts of lines that name further contributors.
        ContributorNotes,
        /// Words before the number of a picture: `Image 1 of 5`.
        PictureWords,
        /// Words before the numbers of tables and figures: `Table 1`.
        CaptionLabels,
        /// Words between the number of a picture and the total: `Image 1 of 5`.
        CountWords,
        /// Parts of lines that state how long an article takes to read.
        ReadingTimes,
        /// Parts of texts that end at a paywall.
        Paywalls,
        /// Parts of notices by which a publisher retracts an article.
        RetractionNotices,
        /// Parts of notices that nobody reviewed a text for a journal yet.
        PreprintNotices,
        /// Headings of lists of references.
        ReferenceHeadings,
        /// Those of them below which tables of other things stand, too.
        SourceHeadings,
        /// Labels before one reference on the same line, without colon.
        ReferenceLabels,
        /// Headings of lists of notes.
        NoteHeadings,
        /// Headings of lists of the changes to a page.
        HistoryHeadings,
        /// Headings of abstracts.
        AbstractHeadings,
        /// Headings of the institutions of authors.
        AffiliationHeadings,
        /// Complete texts of buttons and labels on the pages of journals.
        JournalLabels,
        /// What notices on the pages of journals begin with.
        JournalNoticeStarts,
        /// Headings of sections on the publication at the end of a page of a journal, and of lists
        /// of other works.
        JournalBackMatter,
        /// Headings of sections at the end of an article that belong to it.
        JournalDeclarations,
        /// Headings of the sections of an article in a journal.
        ArticleSections,
        /// Labels of buttons between the names of authors.
        JournalAuthorNotes,
        /// What follows the name of a journal in the text of its logo.
        JournalLogoLabels,
        /// Labels of the line in which a page cites itself, without colon.
        OwnCitationLabels,
        /// What the parts of a structured abstract begin with: background or aims, with the sign
        /// after it.
        AbstractLabels,
        /// What the subtitle of an article in a line of its own begins with.
        SubtitleStarts,
        /// What is said of a manuscript with a day.
        SubmissionLabels,
        /// Words on buttons that alone may also be headings.
        ToolbarLabels,
        /// Endings of the names of folders that browsers save with a page. Compared with their
        /// capitals.
        SavedPageFolders,
        // Pasted text.
        /// Parts of notices on cookies and personal data.
        PrivacyPhrases,
        /// Beginnings of compounds, which keep their hyphen at the end of a line.
        CompoundBeginnings,
        /// Words after a hyphen that stands for the end of a compound: `short- and long-term`.
        SuspendedHyphenWords,
        /// Names of fields above a forwarded e-mail, without colon.
        MailFields,
        /// Those of the fields above a forwarded e-mail that hold its subject.
        MailSubjectFields,
        /// Those that hold its sender.
        MailSenderFields,
        /// Those that hold the day on which it was sent.
        MailDateFields,
        /// Those that hold its receivers.
        MailReceiverFields,
        /// Parts of lines above a forwarded e-mail.
        MailSeparators,
        /// Complete lines with which a mail ends above the name of its sender, without comma.
        MailSignOffs,
        /// What the line begins with that a mail program or a phone adds.
        MailDeviceStarts,
        /// Parts of lines at the top and the foot of a newsletter about the newsletter itself.
        MailFooters,
        /// What the line ends with that introduces a quoted mail: `On 4 March Jane Doe wrote:`.
        MailQuotationEnds,
        /// What the heading of a box about the author begins with.
        AuthorBoxStarts,
        /// Words in a byline before the sections of the site.
        BylineSectionWords,
        /// What notes below an article begin with that say it is no medical advice.
        DisclaimerStarts,
        /// What confidentiality notices of e-mails begin with.
        ConfidentialityStarts,
        /// Parts of calls to action, with straight apostrophes.
        Calls,
        /// Parts of sentences that do not belong in a summary.
        SummaryCalls,
        /// Labels before tags.
        TagLabels,
        /// Those of them that name the subjects of an article, and never a section of a site.
        KeywordLabels,
        /// Headings of the keywords that authors give their article.
        KeywordHeadings,
        /// Those of them that need no colon.
        TagLabelsWithoutColon,
        /// What image credits in pasted text begin with.
        CreditLabels,
        /// Labels before the subject of an e-mail. Compared with their capitals.
        SubjectLabels,
        /// Parts of lines by which a site introduces itself.
        SiteIntroductions,
        /// What follows the name of a site that introduces itself.
        SiteVerbs,
        /// What follows the owner in a copyright notice.
        RightsReserved,
        /// Texts in copyright notices that do not name an owner.
        NotSiteNames,
        /// Lines of related words that do not announce a list of links.
        NotLinkLabels,
        /// Complete lines that are buttons beside the text of an article, not part of it.
        InterfaceLabels,
        /// Headings of a list of the sections of the page.
        ContentsHeadings,
        // Words of lines: single words by which lines of pasted text are classified.
        /// Function words: they distinguish prose from labels.
        FunctionWords,
        /// Words of share buttons.
        ShareWords,
        /// Words of invitations to subscribe.
        SubscribeWords,
        /// Words of legal notices.
        LegalWords,
        /// What legal notices below an article say.
        LegalPhrases,
        /// Words of comments.
        CommentWords,
        /// Words of links to other articles.
        RelatedWords,
        /// Words of menus.
        NavigationWords,
        /// Words of lists of tags.
        TagWords,
        /// Words of image credits.
        CreditWords,
        /// Words of bylines.
        BylineWords,
        /// Words of relative times.
        AgoWords,
        /// Words of advertisements.
        AdvertWords,
        /// Words of forms.
        FormWords,
        /// Words of shops.
        ShopWords,
        /// Words that address the reader.
        ReaderWords,
        // Tags.
        /// Tags that say nothing of an article: placeholders of programs, labels for the layout.
        JunkTags,
        /// Keywords that name a section of a site, not a subject.
        SectionTags,
        /// Words that occur in all kinds of articles and are not subjects.
        CommonWords,
        /// Subjects of psychiatry and its trials, under the names that digests give them, for a
        /// site without tags.
        Subjects,
        // Sentences and references.
        /// Abbreviations in prose that do not end a sentence, without their last full stop.
        Abbreviations,
        /// The same in titles of references.
        TitleAbbreviations,
        /// What follows the names of editors. Compared with their capitals.
        Editors,
        /// What follows the number of an edition, without its stop.
        EditionWords,
        /// What precedes the name of a meeting at which a work was presented.
        PresentationStarts,
        /// What precedes the name of a server of preprints.
        PreprintStarts,
        /// Words between two authors of a reference.
        ReferenceNameJoins,
        /// Abbreviations for further authors, such as `et al.`
        OtherAuthors,
        /// What begins after the end of a reference proper.
        ReferenceTails,
        /// The word before the title of a book or a journal.
        ContainerPrefixes,
        /// Words that end the name of a journal.
        AfterJournal,
        /// Labels of a volume.
        VolumeLabels,
        /// Labels of an issue.
        IssueLabels,
        /// Words that say that an issue is a supplement or a part.
        SupplementWords,
        /// Labels of pages.
        PageLabels,
        /// Labels of the number of an article, which takes the place of pages.
        ArticleNumberLabels,
        /// Labels of numbers that are neither volume nor issue nor pages.
        OtherNumberLabels,
        // Links next to references.
        /// Texts of links to where a reference can be found.
        ReferenceLinks,
    }
    neutral {
        // Names of people and organisations.
        /// Words in family names that are written in lower case.
        NameParticles,
        /// The same, but only in bylines: in references they are more often other words.
        RareNameParticles,
        /// What follows a family name in references. Compared with their
        /// capitals; longer ones first.
        NameSuffixes,
        /// Legal forms at the end of the name of a company, without full stops.
        LegalForms,
        /// News agencies.
        Agencies,
        /// Agencies that pictures come from, as single words.
        PictureAgencies,
        // Discussions.
        /// Labels of who began a discussion, without colon.
        StarterLabels,
        /// Labels of who liked a post.
        ReactionLabels,
        /// Buttons to vote for a post.
        VoteLabels,
        /// What the names of communities begin with.
        CommunityStarts,
        // Titles.
        /// Titles that programs write where there is none.
        PlaceholderTitles,
        /// Words in the class names of labels inside headings.
        HeadingLabels,
        // Dates.
        /// What stands before the day on which a post appeared, in a sentence about it.
        PostedPhrases,
        /// What such a sentence calls the post.
        PostNames,
        /// Endings of hosts in countries that write the month first.
        MonthFirstDomains,
        /// Endings of hosts with two letters that say nothing about how dates are written.
        UndecidedDomains,
        /// Time zones of countries that write the month first. Compared with their capitals.
        MonthFirstTimeZones,
        /// Time zones of countries that write the day first. Compared with their capitals.
        DayFirstTimeZones,
        /// Attributes in which pages keep a point in time.
        TimeAttributes,
        // Fields in the head of a page, the most reliable first.
        /// The day of publication.
        PublishedFields,
        /// Names of the day of publication in data for scripts, without capitals and signs.
        PublishedKeys,
        /// The day of the last change.
        UpdatedFields,
        /// Authors, as Highwire Press names them.
        HighwireAuthorFields,
        /// Authors, as Dublin Core and its relatives name them.
        DublinCoreAuthorFields,
        /// Authors, as others name them.
        AuthorFields,
        // Addresses.
        /// Parts of addresses of pages that list the articles of an author.
        AuthorPaths,
        /// Names of licences.
        LicenseNames,
        /// Attributes where lazy loaders keep the address of an image.
        LazyImageAttributes,
        /// Parts of names of files that are shown until an image is loaded.
        PlaceholderImages,
        /// Parts of addresses of images that count readers.
        TrackingImages,
        /// Query parameters that state where a reader came from.
        TrackingParameters,
        /// What such parameters begin with.
        TrackingParameterStarts,
        /// Beginnings of addresses and identifiers at the end of a reference.
        ReferenceAddresses,
        // Words in class names, ids and roles of elements; two words occur one after the other.
        /// Names of share buttons.
        ClassShare,
        /// Names of lists of related articles.
        ClassRelated,
        /// Names of invitations to subscribe.
        ClassNewsletter,
        /// Names of advertisements.
        ClassAd,
        /// Names of comments.
        ClassComments,
        /// Names of menus.
        ClassNavigation,
        /// Names of boxes next to the article.
        ClassSidebar,
        /// Names of the page footer.
        ClassFooter,
        /// Names of cookie notices.
        ClassCookies,
        /// Names of lists of tags.
        ClassTags,
        /// Names of bylines.
        ClassByline,
        /// Names of lines about the article.
        ClassMeta,
        /// Names of image credits.
        ClassCredit,
        /// Names of buttons.
        ClassTools,
        /// Names of hidden text.
        ClassHidden,
        /// Names of advertisements of the site itself.
        ClassPromo,
        /// Names of players.
        ClassPlayer,
        /// Names of tables of contents.
        ClassContents,
        /// Names of forms to log in or search.
        ClassLogin,
        /// Names of captions.
        ClassCaption,
        /// Names of author boxes.
        ClassAuthor,
        /// Names of dates.
        ClassDate,
        /// Names of titles.
        ClassTitle,
        /// Names of lists of references.
        ClassReferences,
        /// Names of notes.
        ClassNotes,
        /// Words for the layout of a page.
        ClassLayout,
        /// Names of notice boxes, whatever their kind.
        ClassCallout,
        /// Names of notice boxes that mean nothing else.
        ClassCalloutCertain,
        /// Names of parts of a notice box.
        ClassCalloutParts,
        /// Kinds of notice boxes: what does harm.
        ClassCaution,
        /// What readers are warned of.
        ClassWarning,
        /// What readers must know.
        ClassImportant,
        /// What helps.
        ClassTip,
        /// Every other kind of box.
        ClassNote,
        /// Names that a notice box has alone.
        ClassCalloutAlone,
        /// Attributes with the source of a formula in TeX.
        FormulaAttributes,
        /// Names of notes inside a sentence.
        ClassInlineNotes,
        /// Names of sentences that are repeated in large type.
        ClassPullQuotes,
        /// Names of posts in a thread.
        ClassPosts,
        /// Names of whoever wrote a post.
        ClassPosters,
        /// Names of what a forum shows about whoever wrote a post.
        ClassProfiles,
        /// Names of the article.
        ClassArticle,
        /// Names of summaries.
        ClassSummary,
        /// Names of legal notices.
        ClassLegal,
    }
}

impl Category {
    /// The key of the list in the data files: `BylinePrefixes` is `byline_prefixes`.
    pub(crate) fn key(self) -> String {
        let mut key = String::new();
        for character in self.name().chars() {
            if character.is_ascii_uppercase() && !key.is_empty() {
                key.push('_');
            }
            key.push(character.to_ascii_lowercase());
        }
        key
    }
}
