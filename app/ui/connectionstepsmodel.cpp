// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/connectionstepsmodel.h"

#include "connectionwords.h"

namespace commonplace {
namespace {

ConnectionStepsModel::State stateOf(const mld::TestedStep &step)
{
    switch (step.state) {
    case mld::TestedStep::State::Pending:
        return ConnectionStepsModel::Pending;
    case mld::TestedStep::State::Running:
        return ConnectionStepsModel::Running;
    case mld::TestedStep::State::Done:
        return ConnectionStepsModel::Done;
    case mld::TestedStep::State::Skipped:
        return ConnectionStepsModel::Skipped;
    case mld::TestedStep::State::Failed:
        return ConnectionStepsModel::Failed;
    }
    return ConnectionStepsModel::Pending;
}

QString stateText(ConnectionStepsModel::State state)
{
    switch (state) {
    case ConnectionStepsModel::Pending:
        return ConnectionStepsModel::tr("not tried yet");
    case ConnectionStepsModel::Running:
        return ConnectionStepsModel::tr("being tried");
    case ConnectionStepsModel::Done:
        return ConnectionStepsModel::tr("done");
    case ConnectionStepsModel::Skipped:
        return ConnectionStepsModel::tr("left out");
    case ConnectionStepsModel::Failed:
        return ConnectionStepsModel::tr("failed");
    }
    return {};
}

} // namespace

void ConnectionStepsModel::follow(mld::ConnectionTest *test)
{
    clear();
    m_test = test;
    beginInsertRows({}, 0, int(test->steps().size()) - 1);
    m_steps = test->steps();
    endInsertRows();
    connect(test, &mld::ConnectionTest::stepsChanged, this, &ConnectionStepsModel::update);
    Q_EMIT countChanged();
}

void ConnectionStepsModel::clear()
{
    if (m_test)
        m_test->disconnect(this);
    m_test.clear();
    if (m_steps.isEmpty())
        return;
    beginRemoveRows({}, 0, count() - 1);
    m_steps.clear();
    endRemoveRows();
    Q_EMIT countChanged();
}

void ConnectionStepsModel::update()
{
    for (int row = 0; row < count(); ++row) {
        const mld::TestedStep &now = m_test->steps().at(row);
        if (m_steps.at(row) == now)
            continue;
        m_steps[row] = now;
        Q_EMIT dataChanged(index(row), index(row));
    }
}

int ConnectionStepsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant ConnectionStepsModel::data(const QModelIndex &index, int role) const
{
    if (index.row() < 0 || index.row() >= count())
        return {};
    const mld::TestedStep &step = m_steps.at(index.row());
    const State state = stateOf(step);
    switch (role) {
    case TitleRole:
        return mld::stepTitle(step.step);
    case StateRole:
        return state;
    case DetailRole:
        return step.detail;
    case SpokenRole:
        return tr("%1: %2. %3").arg(mld::stepTitle(step.step), stateText(state), step.detail).trimmed();
    default:
        return {};
    }
}

QHash<int, QByteArray> ConnectionStepsModel::roleNames() const
{
    return { { TitleRole, "title" },
             { StateRole, "stepState" },
             { DetailRole, "detail" },
             { SpokenRole, "spoken" } };
}

} // namespace commonplace
